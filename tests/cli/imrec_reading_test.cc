// imrec bench, doctor and convert, end to end.
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::HasSubstr;

class ImrecReading : public testing::Test {
 protected:
  ImrecReading() { WriteDetectionSet(dir_ / "set.rec", 12); }

  nlohmann::json Bench(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "bench");
    arguments.insert(arguments.end(), {"--epochs", "1", "--batch-size", "4", "--digest", "--json"});
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out);
  }
  std::string File() const { return dir_ / "set.rec"; }

  TempDir dir_;
};

TEST_F(ImrecReading, DigestsTellStreamsApartAndNothingElse) {
  const std::string digest = Bench({File()})["digest"];
  for (const std::vector<std::string>& same :
       std::vector<std::vector<std::string>>{{"--threads", "3"},
                                             {"--prefetch", "1"},
                                             {"--pin-threads"},
                                             {"--mmap"},
                                             {"--drop-cache"},
                                             {"--last-batch", "drop"}}) {
    std::vector<std::string> arguments = same;
    arguments.insert(arguments.begin(), File());
    EXPECT_EQ(Bench(arguments)["digest"], digest) << same[0];
  }
  for (const std::vector<std::string>& other :
       std::vector<std::vector<std::string>>{{"--seed", "1"},
                                             {"--shuffle", "none"},
                                             {"--shuffle", "window:4"},
                                             {"--dtype", "uint8"},
                                             {"--dtype", "float16"},
                                             {"--layout", "nhwc"},
                                             {"--channels", "bgr"},
                                             {"--labels", "mxnet"},
                                             {"--part", "0/2"},
                                             {"--weights", "2"}}) {
    std::vector<std::string> arguments = other;
    arguments.insert(arguments.begin(), File());
    EXPECT_NE(Bench(arguments)["digest"], digest) << other[0] << ' ' << other[1];
  }
}

TEST_F(ImrecReading, BenchReadsPatternsAndPrefixes) {
  const std::string digest = Bench({File()})["digest"];
  EXPECT_EQ(Bench({dir_ / "s*.rec"})["digest"], digest);
  EXPECT_EQ(Bench({dir_ / "set"})["digest"], digest);
  EXPECT_EQ(Bench({File(), File(), "--weights", "1", "2"})["images"], 36);
  EXPECT_EQ(Bench({File(), "--part", "0/5", "--equalise", "pad"})["images"], 3);
  EXPECT_EQ(Bench({File(), "--part", "4/5", "--equalise", "drop"})["images"], 2);
}

TEST_F(ImrecReading, BenchMeasuresStages) {
  const nlohmann::json result = Bench({File()});
  for (const char* stage : {"read", "plan", "decode", "render"}) {
    EXPECT_GT(result["stages_us"][stage], 0);
    EXPECT_GE(result["stages_p99_us"][stage], result["stages_p50_us"][stage]);
  }
  EXPECT_EQ(result["bad_records"], 0);
  EXPECT_GE(result["consumer_wait_seconds"], 0);
  EXPECT_GT(result["first_batch_seconds"], 0);
}

TEST_F(ImrecReading, WrongUseIsExplained) {
  const std::map<std::vector<std::string>, std::string> refusals = {
      {{"--shuffle", "window"}, "--shuffle must be none, full or window:RECORDS"},
      {{"--shuffle", "window:1"}, "shuffle.window must be at least 2"},
      {{"--weights", "1", "2"}, "--weights has 2 values for 1 set"},
      {{"--weights", "0"}, "weight must be above 0"},
      {{"--dtype", "int8"}, "--dtype"},
      {{"--checksums"}, "set.crc"},
      {{"--part", "20/30"}, "this part is empty"}};
  for (const auto& [options, message] : refusals) {
    std::vector<std::string> arguments = {"bench", File()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 2) << options[0];
    EXPECT_THAT(result.err, HasSubstr(message));
  }
}

TEST_F(ImrecReading, DoctorNamesTheLimitAndTheRemedies) {
  const ProcessResult result =
      RunTool("imrec", {"doctor", File(), "--preset", "eval300", "--seconds", "0.1", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const nlohmann::json report = nlohmann::json::parse(result.out);
  for (const char* rate : {"images_per_second", "images_per_second_one_thread",
                           "disk_images_per_second", "consumer_images_per_second"}) {
    EXPECT_GT(report[rate], 0) << rate;
  }
  const std::string version = RunTool("imrec", {"--version"}).out;
  const bool planes = report["jpeg_planes"].get<bool>();
  EXPECT_THAT(version, HasSubstr(planes ? "JPEG planes: on" : "JPEG planes: off"));
  EXPECT_THAT(report["bottleneck"].get<std::string>(),
              testing::AnyOf("disk", "read", "plan", "decode", "render"));
  // The images are baseline JPEGs smaller than what comes out, which leaves these two.
  std::vector<std::string> names;
  for (const nlohmann::json& remedy : report["remedies"]) names.push_back(remedy["name"]);
  EXPECT_THAT(names, testing::UnorderedElementsAre(HasSubstr("crop-ready"), HasSubstr("raw")));

  const ProcessResult slow = RunTool(
      "imrec", {"doctor", File(), "--preset", "eval300", "--seconds", "0.1", "--trainer", "0.5"});
  EXPECT_EQ(slow.exit_code, 0) << slow.err;
  EXPECT_THAT(slow.out, HasSubstr("the trainer is the bottleneck"));
  EXPECT_THAT(slow.out, HasSubstr(planes ? "JPEG planes: on" : "JPEG planes: off"));
}

TEST_F(ImrecReading, ConvertKeepsKeysLabelsAndPixels) {
  const auto convert = [&](const std::string& from, const std::string& to,
                           const std::vector<std::string>& how) {
    std::vector<std::string> arguments = {"convert", dir_ / from, "-o", dir_ / to};
    arguments.insert(arguments.end(), how.begin(), how.end());
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("12 records, 12 of them with a changed image"));
  };
  convert("set.rec", "fast.rec", {"--jpeg", "crop-ready"});
  convert("set.rec", "raw.rec", {"--encoding", ".raw"});
  convert("raw.rec", "png.rec", {"--encoding", ".png"});
  const RecordShard before(dir_ / "set.rec");
  AnyImageDecoder decoder;
  std::vector<std::byte> payload;
  for (const char* name : {"fast.rec", "raw.rec", "png.rec"}) {
    const RecordShard after(dir_ / name);
    ASSERT_EQ(after.size(), before.size());
    for (std::uint64_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(after.key(i), before.key(i));
      std::array<std::vector<float>, 2> labels;
      std::array<Image, 2> images;
      std::size_t which = 0;
      for (const RecordShard* records : {&before, &after}) {
        records->Read(i, payload);
        const ImageRecordView record(payload);
        record.CopyLabels(labels[which]);
        decoder.Decode(record.image(), ColorMode::kRgb, images[which++]);
      }
      EXPECT_EQ(labels[0], labels[1]);
      ASSERT_EQ(images[0].size(), images[1].size());
      for (int y = 0; y < images[0].height(); ++y) {
        EXPECT_TRUE(std::ranges::equal(std::as_const(images[0]).view().row(y),
                                       std::as_const(images[1]).view().row(y)));
      }
    }
    EXPECT_EQ(RunTool("imrec", {"verify", dir_ / name, "--decode"}).exit_code, 0) << name;
  }
  // The same pixels make the same batches.
  EXPECT_EQ(Bench({dir_ / "raw.rec"})["digest"], Bench({File()})["digest"]);
}

TEST_F(ImrecReading, Im2recPacksRawPixels) {
  WriteFile(dir_ / "images/a.jpg", MakeJpeg({.width = 80, .height = 60}));
  WriteFile(dir_ / "set.lst", "0\t1\ta.jpg\n");
  const ProcessResult pack = RunTool("im2rec", {dir_ / "set", dir_ / "images", "--resize", "30",
                                                "--encoding", ".raw", "--compress", "zstd"});
  ASSERT_EQ(pack.exit_code, 0) << pack.err;
  const RecordShard records(dir_ / "set.rec.zst");
  std::vector<std::byte> payload;
  records.Read(0, payload);
  const std::span<const std::byte> image = ImageRecordView(payload).image();
  EXPECT_EQ(DetectImageCodec(image)->name, "raw");
  EXPECT_EQ(AnyImageDecoder().ReadInfo(image).size, (ImageSize{.width = 40, .height = 30}));
}

}  // namespace
}  // namespace imrec::test
