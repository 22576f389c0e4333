// The commands of imrec, given sets on another machine: the results are those of local files.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/manifest.h>
#include <imrec/record_shard.h>

#include "recordio/internal/compressed_file.h"
#include "tests/support/detection_set.h"
#include "tests/support/environment_variables.h"
#include "tests/support/files.h"
#include "tests/support/make_identity_set.h"
#include "tests/support/process.h"
#include "tests/support/remote_store.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using test::ProcessResult;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

/// What a command printed and wrote. The place of its sets is SETS.
struct CommandResult {
  int exit_code = 0;
  std::string out;
  std::string err;
  std::map<std::string, std::string> files;  // contents by name
};

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// In a bucket: one and many, of 12 records in one and three shards, packed.rec.zst, and the
/// identity set faces.
class CommandsFixture : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::CanRunRemoteStore()) GTEST_SKIP() << "python3 is not here to run the store";
    fs::create_directories(Sets());
    const Words names = {"ant", "bee", "cat", "dog", "elk"};
    test::WriteShardedSet(dir_ / "store/bucket/one", 12, 1, names);
    test::WriteShardedSet(dir_ / "store/bucket/many", 12, 3, names);
    test::WriteIdentitySet(dir_ / "store/bucket/faces.rec", {2, 3, 1});
    test::WriteDetectionSet(dir_ / "fewer.rec", 9);
    test::WriteFile(dir_ / "keys.txt", "101\n107\n");
    const ProcessResult packed =
        test::RunTool("imrec", {"compress", Sets() / "one", "-o", Sets() / "packed"});
    ASSERT_EQ(packed.exit_code, 0) << packed.err;
    store_ = std::make_unique<test::RemoteStore>(dir_ / "store");
  }

  fs::path Sets() const { return dir_ / "store/bucket"; }
  std::string Url() const { return store_->url() + "/bucket"; }

  /// Runs a command in an empty folder; SETS stands for `place`, HERE for a folder on this machine.
  CommandResult Run(const Words& words, const std::string& place) const {
    const fs::path folder = dir_ / "out";
    fs::remove_all(folder);
    fs::create_directory(folder);
    Words arguments;
    for (const std::string& word : words) {
      arguments.push_back(Replaced(Replaced(word, "SETS", place), "HERE", dir_.path().string()));
    }
    const ProcessResult result = test::RunTool("imrec", arguments, {.before_exec = [&] {
                                                 if (::chdir(folder.c_str()) != 0) ::_exit(126);
                                               }});
    CommandResult found{.exit_code = result.exit_code,
                        .out = Replaced(result.out, place, "SETS"),
                        .err = Replaced(result.err, place, "SETS"),
                        .files = {}};
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string name = entry.path().lexically_relative(folder);
      const bool is_page = entry.path().extension() == ".html";  // whose title is the set
      std::string contents = entry.is_regular_file() ? test::ReadText(entry.path()) : "a folder";
      found.files[name] = is_page ? Replaced(std::move(contents), place, "SETS") : contents;
    }
    return found;
  }

  void ExpectSame(const Words& words, const std::string& place) const {
    const CommandResult expected = Run(words, Sets());
    EXPECT_LE(expected.exit_code, 1) << expected.err;
    const CommandResult got = Run(words, place);
    EXPECT_EQ(got.exit_code, expected.exit_code) << testing::PrintToString(words) << got.err;
    EXPECT_EQ(got.out, expected.out) << testing::PrintToString(words);
    EXPECT_EQ(got.err, expected.err) << testing::PrintToString(words);
    EXPECT_EQ(got.files.size(), expected.files.size()) << testing::PrintToString(words);
    for (const auto& [name, contents] : expected.files) {
      const auto found = got.files.find(name);
      EXPECT_TRUE(found != got.files.end() && found->second == contents)
          << name << ' ' << testing::PrintToString(words);
    }
  }

  test::TempDir dir_;
  std::unique_ptr<test::RemoteStore> store_;
};

class RemoteCommand : public CommandsFixture, public testing::WithParamInterface<Words> {};

TEST_P(RemoteCommand, DoesWhatItDoesWithLocalFiles) {
  for (const std::string set : {"one.rec", "many", "many.manifest.json", "packed.rec.zst"}) {
    Words words = GetParam();
    for (std::string& word : words) word = Replaced(word, "DATA", "SETS/" + set);
    ExpectSame(words, Url());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Commands, RemoteCommand,
    testing::Values(
        Words{"info", "DATA"}, Words{"info", "DATA", "--json"}, Words{"verify", "DATA", "--decode"},
        Words{"verify", "DATA", "--json"}, Words{"stats", "DATA", "-o", "charts.html"},
        Words{"stats", "DATA", "--json"},
        Words{"preview", "DATA", "--count", "2", "--variants", "2", "-o", "sheet.png"},
        Words{"preview", "DATA", "--count", "2", "--variants", "2", "--html", "page"},
        Words{"preview", "DATA", "--explain", "103"}, Words{"preview", "DATA", "--stats", "20"},
        Words{"extract", "DATA", "--voc", "-o", "x"}, Words{"extract", "DATA", "--yolo", "-o", "x"},
        Words{"extract", "DATA", "--coco", "-o", "x"}, Words{"extract", "DATA", "--list", "x.lst"},
        Words{"merge", "DATA", "HERE/fewer.rec", "DATA", "--first-classes", "-o", "x.rec"},
        Words{"split", "DATA", "--ratio", "0.7", "--by-class", "-o", "x"},
        Words{"split", "DATA", "--shards", "4", "-o", "x"},
        Words{"convert", "DATA", "--encoding", ".png", "-o", "x"},
        Words{"convert", "DATA", "--jpeg", "crop-ready", "-o", "x"},
        Words{"compress", "DATA", "-o", "x"}, Words{"decompress", "DATA", "-o", "x"},
        Words{"filter", "DATA", "--class", "bee", "-o", "x"},
        Words{"filter", "DATA", "--keys", "HERE/keys.txt", "-o", "x"},
        Words{"repair", "DATA", "--decode", "-o", "x"}, Words{"diff", "DATA", "SETS/many"},
        Words{"diff", "HERE/fewer.rec", "DATA", "--json"}));

class RemoteCommandsTest : public CommandsFixture {};

TEST_F(RemoteCommandsTest, SetsOfIdentitiesStaySo) {
  for (const Words& words : {Words{"info", "SETS/faces.rec"}, Words{"verify", "SETS/faces.rec"},
                             Words{"merge", "SETS/faces.rec", "SETS/faces.rec", "-o", "x.rec"},
                             Words{"split", "SETS/faces.rec", "--ratio", "0.5", "-o", "x"},
                             Words{"compress", "SETS/faces.rec", "-o", "x"},
                             Words{"convert", "SETS/faces.rec", "--encoding", ".png", "-o", "x"}}) {
    ExpectSame(words, Url());
  }
}

TEST_F(RemoteCommandsTest, StoresAlsoListTheirFiles) {
  test::WriteFile(dir_ / "no-config", "");
  test::EnvironmentVariables variables(test::StoreVariables(store_->url(), dir_ / "no-config"));
  for (const Words& words :
       {Words{"info", "SETS/many"}, Words{"verify", "SETS/many-*.rec"},
        Words{"merge", "SETS/many-0000[02]-*.rec", "SETS/packed", "-o", "x.rec"},
        Words{"filter", "SETS/many-*.rec", "--class", "bee", "-o", "x"},
        Words{"decompress", "SETS/packed", "-o", "x"}}) {
    ExpectSame(words, "s3://bucket");
  }
}

TEST_F(RemoteCommandsTest, VerifyComparesWithTheManifest) {
  const fs::path path = Sets() / "one.manifest.json";
  const std::string digest = ReadManifest(path).shards.at(0).digest;
  const std::string other = (digest[0] == '0' ? '1' : '0') + digest.substr(1);
  test::WriteFile(path, Replaced(test::ReadText(path), digest, other));
  const CommandResult result = Run({"verify", "SETS/one.rec"}, Url());
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("its bytes are not those that the digest in "
                                    "SETS/one.manifest.json was made of"));
  ExpectSame({"verify", "SETS/one.rec"}, Url());
}

TEST_F(RemoteCommandsTest, ChecksumsAreReadByThoseWhoCompareThem) {
  const auto asks_for_them = [&](const Words& words) {
    store_->Control(R"({"reset_counters": true})");
    const CommandResult result = Run(words, Url());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return store_->Log().find("one.crc") != std::string::npos;
  };
  EXPECT_TRUE(asks_for_them({"bench", "SETS/one", "--epochs", "1"}));
  EXPECT_TRUE(asks_for_them({"merge", "SETS/one", "-o", "x"}));
  EXPECT_FALSE(asks_for_them({"bench", "SETS/one", "--epochs", "1", "--no-checksums"}));
  EXPECT_FALSE(asks_for_them({"info", "SETS/one"}));
  EXPECT_FALSE(asks_for_them({"stats", "SETS/one"}));
}

// Of a damaged frame each command says what it says of that of a local file, also without
// checksums.
TEST_F(RemoteCommandsTest, DamagedFramesLoseTheirRecordsAndNoOthers) {
  CompressRecords(Sets() / "one.rec", Sets() / "frames.rec.zst", {.frame_bytes = 4000});
  for (const std::string extension : {".idx", ".crc"}) {
    fs::copy_file(Sets() / ("one" + extension), Sets() / ("frames" + extension));
  }
  std::string bytes = test::ReadText(Sets() / "frames.rec.zst");
  bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
  test::WriteFile(Sets() / "frames.rec.zst", bytes);
  for (const bool with_checksums : {true, false}) {
    if (!with_checksums) fs::remove(Sets() / "frames.crc");
    const CommandResult verified = Run({"verify", "SETS/frames.rec.zst"}, Url());
    EXPECT_EQ(verified.exit_code, 1) << verified.err;
    EXPECT_THAT(verified.out + verified.err, HasSubstr("frame")) << with_checksums;
    const CommandResult repaired = Run({"repair", "SETS/frames.rec.zst", "-o", "x.rec"}, Url());
    EXPECT_EQ(repaired.exit_code, 1) << repaired.err;
    const RecordShard saved(dir_ / "out/x.rec");
    EXPECT_GE(saved.size(), 6U);
    EXPECT_LT(saved.size(), 12U);
    for (const Words& words :
         {Words{"verify", "SETS/frames.rec.zst"}, Words{"verify", "SETS/frames.rec.zst", "--json"},
          Words{"repair", "SETS/frames.rec.zst", "-o", "x.rec"},
          Words{"repair", "SETS/frames.rec.zst", "--decode", "-o", "x.rec"},
          Words{"stats", "SETS/frames.rec.zst", "--json"}}) {
      ExpectSame(words, Url());
    }
  }
}

// User, password and query of a URL let in whoever reads them in a log, or in a file.
TEST_F(RemoteCommandsTest, SecretsOfUrlsAreNotShown) {
  const auto secret = [&](const std::string& name) {
    return "http://hush7:hush7@" + Url().substr(Url().find("://") + 3) + '/' + name +
           "?token=hush7";
  };
  const std::string one = secret("one.rec");
  const std::string many = secret("many.manifest.json");
  const std::string faces = secret("faces.rec");
  // The manifest of another file, whose size differs.
  fs::copy(dir_ / "fewer.rec", Sets() / "other.rec");
  test::WriteFile(Sets() / "other.manifest.json",
                  Replaced(test::ReadText(Sets() / "one.manifest.json"), "one.rec", "other.rec"));
  const std::string other = secret("other.rec");
  for (const Words& words : {Words{"info", one, one},
                             Words{"info", many, "--json"},
                             Words{"stats", one, "-o", "c.html"},
                             Words{"verify", one},
                             Words{"verify", other},
                             Words{"repair", other, "-o", "o"},
                             Words{"verify", many, "--json"},
                             Words{"diff", one, "HERE/fewer.rec"},
                             Words{"diff", one, faces, "--json"},
                             Words{"compress", one},
                             Words{"decompress", one},
                             Words{"reindex", one},
                             Words{"merge", one, many, "-o", "m"},
                             Words{"merge", faces, faces, "--identities", "-o", "f"},
                             Words{"filter", one, "-o", "x"},
                             Words{"split", many, "--shards", "2", "-o", "s"},
                             Words{"repair", one, "-o", "r"},
                             Words{"convert", many, "--encoding", ".png", "-o", "p"},
                             Words{"extract", many, "-o", "e"},
                             Words{"extract", one, "--voc", "-o", "v"},
                             Words{"preview", one, "-o", "s.png"},
                             Words{"preview", many, "--html", "h"},
                             Words{"bench", one, "--seconds", "0.01"},
                             Words{"bench", many, "--epochs", "1", "--json"},
                             Words{"doctor", one, "--seconds", "0.05"},
                             Words{"doctor", many, "--json"},
                             Words{"doctor", secret("none.rec")},
                             Words{"augment", one, "--record", "7"}}) {
    const CommandResult result = Run(words, Sets());
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("hush7"))) << words[0];
    for (const auto& [name, contents] : result.files) {
      EXPECT_THAT(name, Not(HasSubstr("hush7"))) << words[0];
      EXPECT_THAT(contents, Not(HasSubstr("hush7"))) << words[0] << ' ' << name;
    }
  }
  const CommandResult result = Run({"extract", many, "-o", "e"}, Sets());
  EXPECT_TRUE(result.files.contains("e/many.lst")) << result.err;
  EXPECT_EQ(Run({"info", secret("many")}, Url()).out, Run({"info", "SETS/many"}, Url()).out);
}

// Nothing is made here either, such as a folder named http: or s3:.
TEST_F(RemoteCommandsTest, SetsOfOtherMachinesAreNotWritten) {
  const std::string reason = "files of other machines are read, but not written";
  const auto expect_refusal = [&](const Words& words, const std::string& text) {
    const CommandResult result = Run(words, Url());
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(words) << result.out;
    EXPECT_THAT(result.err, HasSubstr(text)) << testing::PrintToString(words);
    EXPECT_TRUE(result.files.empty()) << testing::PrintToString(words);
  };
  for (const Words& words : {Words{"reindex", "SETS/one.rec"}, Words{"reindex", "SETS/many"},
                             Words{"compress", "SETS/many"}, Words{"compress", "SETS/one.rec"},
                             Words{"decompress", "SETS/packed.rec.zst"},
                             Words{"decompress", "SETS/packed.rec.zst", "--force"}}) {
    expect_refusal(words, reason);
  }
  for (const std::string place : {"SETS/x", "s3://bucket/x"}) {
    for (const Words& words :
         {Words{"merge", "SETS/one.rec"}, Words{"split", "SETS/one.rec", "--shards", "2"},
          Words{"convert", "SETS/one.rec", "--encoding", ".png"}, Words{"compress", "SETS/many"},
          Words{"decompress", "SETS/packed"}, Words{"filter", "SETS/one.rec", "--class", "bee"},
          Words{"extract", "SETS/one.rec"}, Words{"repair", "SETS/one.rec"}}) {
      Words with_output = words;
      with_output.insert(with_output.end(), {"-o", place});
      expect_refusal(with_output, reason);
    }
    expect_refusal({"extract", "SETS/one.rec", "--list", place + ".lst"}, reason);
    expect_refusal({"stats", "SETS/one.rec", "-o", place + ".html"}, reason);
    expect_refusal({"preview", "SETS/one.rec", "-o", place + ".png"}, reason);
    expect_refusal({"preview", "SETS/one.rec", "--html", place}, reason);
    expect_refusal({"bench", "SETS/one.rec", "--cache", place},
                   "the cache must be a folder on a local disk");
  }
}

}  // namespace
}  // namespace imrec
