// Pictures that are whole although something is wrong after their last MCU, through all tools.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_codec.h>

#include "tests/support/files.h"
#include "tests/support/image_records.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Four photographs: sound, with bytes before the end marker, without one, and with both at fault.
class WholePicturesTool : public testing::Test {
 protected:
  WholePicturesTool() {
    const auto with_end = [](int variant, const std::string& end) {
      std::string text = Text(MakeJpeg({160, 120}, variant));
      return Bytes(text.replace(text.size() - 2, 2, end));
    };
    sound_ = {MakeJpeg({160, 120}, 0), MakeJpeg({160, 120}, 1), MakeJpeg({160, 120}, 2),
              MakeJpeg({160, 120}, 3)};
    images_ = {sound_[0], with_end(1, std::string(17, '\0') + "\xFF\xD9"), with_end(2, ""),
               with_end(3, std::string(40, '\x31'))};
    WriteImageRecords(dir_ / "sound.rec", sound_);
    WriteImageRecords(dir_ / "bad_ends.rec", images_);
  }

  std::string File(const std::string& name) const { return dir_ / name; }

  // im2rec of the same images as files; returns the records' images.
  std::vector<std::vector<std::byte>> Pack(const std::vector<std::vector<std::byte>>& images,
                                           std::vector<std::string> arguments) const {
    std::string list;
    for (std::size_t i = 0; i < images.size(); ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      WriteFile(dir_ / "in" / name, images[i]);
      list += std::to_string(i) + "\t0\t" + name + '\n';
    }
    WriteFile(dir_ / "set.lst", list);
    arguments.insert(arguments.end(), {File("set.lst"), File("in")});
    const ProcessResult result = RunTool("im2rec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return ReadImageRecords(dir_ / "set.rec");
  }

  TempDir dir_;
  std::vector<std::vector<std::byte>> sound_;
  std::vector<std::vector<std::byte>> images_;
};

TEST_F(WholePicturesTool, VerifyPrintsNotesAndIsContent) {
  const ProcessResult result = RunTool("imrec", {"verify", File("bad_ends.rec"), "--decode"});
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("record 1 at byte"),
                    HasSubstr("note: bytes between the last MCU and the end marker"),
                    HasSubstr("record 2 at byte"), HasSubstr("note: the end marker is missing"),
                    HasSubstr("nothing damaged")));
  const auto json = nlohmann::json::parse(
      RunTool("imrec", {"verify", File("bad_ends.rec"), "--decode", "--json"}).out);
  EXPECT_TRUE(json["damaged"].empty());
  ASSERT_EQ(json["notes"].size(), 3U);
  EXPECT_EQ(json["notes"][0]["key"], 1);
  EXPECT_GT(json["notes"][0]["offset"], 0);
  EXPECT_EQ(json["notes"][0]["note"], "bytes between the last MCU and the end marker");
  EXPECT_EQ(json["notes"][2]["key"], 3);
  const auto sound = nlohmann::json::parse(
      RunTool("imrec", {"verify", File("sound.rec"), "--decode", "--json"}).out);
  EXPECT_TRUE(sound["notes"].empty());
}

TEST_F(WholePicturesTool, Im2recTakesThePixels) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"--resize", "60"},
                                             {"--encoding", ".png"},
                                             {"--pass-through", "--jpeg", "crop-ready"}}) {
    const auto expected = Pack(sound_, arguments);
    EXPECT_EQ(Pack(images_, arguments), expected);
  }
  EXPECT_EQ(Pack(images_, {"--pass-through", "--check", "decode"}), images_);
}

TEST_F(WholePicturesTool, ReadersDeliverTheSameBatches) {
  for (const std::string preset : {"ssd300", "eval300", "caffe-ssd"}) {
    const auto digest = [&](const std::string& file) {
      const ProcessResult result =
          RunTool("imrec", {"bench", File(file), "--preset", preset, "--epochs", "3", "--digest",
                            "--batch-size", "2", "--threads", "2", "--json"});
      EXPECT_EQ(result.exit_code, 0) << result.err;
      return nlohmann::json::parse(result.out)["digest"];
    };
    EXPECT_EQ(digest("bad_ends.rec"), digest("sound.rec")) << preset;
  }
}

TEST_F(WholePicturesTool, OtherCommandsTakeThePixels) {
  const auto convert = [&](const std::string& file, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"convert", File(file), "--force", "-o", File("out.rec")});
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return ReadImageRecords(dir_ / "out.rec");
  };
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--jpeg", "crop-ready"}, {"--encoding", ".raw"}, {"--encoding", ".jpg"}}) {
    EXPECT_EQ(convert("bad_ends.rec", arguments), convert("sound.rec", arguments));
  }
  const std::vector<std::vector<std::string>> commands = {
      {"extract", File("bad_ends.rec"), "-o", File("extracted")},
      {"preview", File("bad_ends.rec"), "-o", File("sheet.png")},
      {"repair", File("bad_ends.rec"), "--decode", "-o", File("repaired.rec")}};
  for (const std::vector<std::string>& arguments : commands) {
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << arguments[0] << ": " << result.out << result.err;
  }
  EXPECT_EQ(ReadImageRecords(dir_ / "repaired.rec"), images_);
}

TEST_F(WholePicturesTool, WhatIsCutOffBeforeTheEndIsDamage) {
  std::vector<std::vector<std::byte>> cut = sound_;
  cut[2].resize(cut[2].size() - 3);
  WriteImageRecords(dir_ / "cut.rec", cut);
  const ProcessResult result = RunTool("imrec", {"verify", File("cut.rec"), "--decode"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, AllOf(HasSubstr("record 2"), HasSubstr("Premature end of JPEG file")));
}

}  // namespace
}  // namespace imrec::test
