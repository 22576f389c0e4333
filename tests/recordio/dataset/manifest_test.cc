#include <imrec/error.h>
#include <imrec/manifest.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::TempDir;
using testing::HasSubstr;

Manifest Example() {
  const std::string digest = "0123456789abcdef0123456789abcdef";
  return {
      .tool = "im2rec",
      .tool_version = "1.2.3",
      .options = {{"resize", "300"}, {"root", "a \"b\"\n"}},
      .class_names = {"cat", "h\xc3\xbcndchen"},
      .labels = {.kind = LabelKind::kDetection,
                 .width_min = 7,
                 .width_max = 22,
                 .header_width = 2,
                 .object_width = 5},
      .skipped = 3,
      .shards = {{.file = "a-00000-of-00002.rec", .records = 5, .bytes = 500, .digest = digest},
                 {.file = "a-00001-of-00002.rec", .records = 6, .bytes = 70, .digest = digest}}};
}

std::string ManifestError(const std::filesystem::path& path, const std::string& text) {
  test::WriteFile(path, text);
  try {
    ReadManifest(path);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Manifest, ReadsBackWhatWasWritten) {
  const TempDir dir;
  const Manifest manifest = Example();
  EXPECT_EQ(manifest.records(), 11U);
  EXPECT_EQ(manifest.bytes(), 570U);
  WriteManifest(dir / "a.manifest.json", manifest);
  EXPECT_EQ(ReadManifest(dir / "a.manifest.json"), manifest);
}

TEST(Manifest, UnknownFieldsAreIgnored) {
  const TempDir dir;
  std::string text = FormatManifest(Example());
  text.insert(text.find('{') + 1, "\"added_later\": [1, 2],");
  test::WriteFile(dir / "a.json", text);
  EXPECT_EQ(ReadManifest(dir / "a.json"), Example());
}

TEST(Manifest, InvalidUtf8IsReplaced) {
  Manifest manifest = Example();
  manifest.options["root"] = "\xff";
  EXPECT_THAT(FormatManifest(manifest), HasSubstr("\xef\xbf\xbd"));
}

TEST(Manifest, ReportsTheInvalidField) {
  const TempDir dir;
  const std::filesystem::path path = dir / "a.json";
  const std::string good = FormatManifest(Example());
  EXPECT_THAT(ManifestError(path, "{"), HasSubstr("is not JSON"));
  EXPECT_THAT(ManifestError(path, "[]"), HasSubstr("should be an object"));
  EXPECT_THAT(ManifestError(path, "{}"), HasSubstr("'format' is missing"));
  const std::vector<std::array<std::string, 3>> cases = {
      {"imrec-manifest", "other", "not the manifest"},
      {"\"format_version\": 1", "\"format_version\": 2", "format version 2, expected 1"},
      {"\"version\": \"1.2.3\"", "\"version\": 1", "'tool.version' should be a string"},
      {"\"resize\": \"300\"", "\"resize\": 300", "'tool.options.resize' should be a string"},
      {"\"cat\"", "17", "'classes' should hold strings"},
      {"\"cat\"", "\"\"", "the name of class 0 in 'classes' is empty"},
      {"\"cat\"", "\"a\\nb\"", "class 0 in 'classes' contains a line end"},
      {"\"cat\"", '"' + std::string(1'001, 'x') + '"', "is longer than 1000 bytes"},
      {"\"cat\"", "\" h\xc3\xbcndchen\"", "the name of class 1 in 'classes' occurs twice"},
      {"\"detection\"", "\"poetry\"", "'poetry'"},
      {"\"width_min\": 7", "\"width_min\": 23", "is greater than"},
      {"\"width_min\": 7", "\"width_min\": -1", "'labels.width_min' should be a whole number"},
      {"\"header_width\": 2", "\"header_width\": 1", "should be 0 or in 2..4096, not 1"},
      {"\"header_width\": 2", "\"header_width\": 4097", "'labels.header_width'"},
      {"\"object_width\": 5", "\"object_width\": 1", "should be 0 or in 5..4096, not 1"},
      {"\"width_max\": 22", "\"width_max\": 9223372036854775807", "more than a record"},
      {"\"bytes\": 70", "\"bytes\": \"70\"", "'shards[1].bytes' should be a whole number"},
      {"\"records\": 11", "\"records\": 12", "not the sum"},
      {"\"a-00000-of-00002.rec\"", "\"../a.rec\"", "'shards[0].file' should be a file name"},
      {"\"a-00000-of-00002.rec\"", "\"/etc/a.rec\"", "should be a file name"},
      {"0123456789abcdef\"", "0123456789abcdeX\"", "hexadecimal"}};
  for (const auto& [from, to, message] : cases) {
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    const std::string error = ManifestError(path, text);
    EXPECT_THAT(error, HasSubstr(message)) << to;
    EXPECT_THAT(error, testing::StartsWith(path.string()));
  }
}

TEST(Manifest, NamesOfFiles) {
  EXPECT_EQ(ShardPath("d/a", 0, 1), "d/a.rec");
  EXPECT_EQ(ShardPath("d/a.v1", 2, 12), "d/a.v1-00002-of-00012.rec");
  for (const char* name : {"d/a.rec", "d/a.rec.zst", "d/a-00002-of-00012.rec"}) {
    EXPECT_EQ(ManifestPathFor(name), "d/a.manifest.json") << name;
  }
  EXPECT_EQ(ManifestPathFor("d/a-2-of-12.rec"), "d/a-2-of-12.manifest.json");
}

}  // namespace
}  // namespace imrec
