// Images of all formats through im2rec and what reads its records.
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/classification_reader.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>

#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/format_files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr ImageSize kPictureSize = {.width = 64, .height = 48};

std::vector<std::byte> MakePng(const Image& image) {
  std::vector<std::byte> png;
  EncodeImage(image.view(), ".png", 1, png);
  return png;
}

// Files of all formats that this build reads, by extension.
std::map<std::string, std::vector<std::byte>> FilesOfAllFormats() {
  std::map<std::string, std::vector<std::byte>> files;
  files[".jpg"] = MakeJpeg(kPictureSize, 1);
  files[".png"] = MakePng(MakePicture(kPictureSize, 3, 2));
#if IMREC_WITH_BMP
  files[".bmp"] = MakeBmp(MakePicture(kPictureSize, 3, 3).view());
#endif
#if IMREC_WITH_PNM
  files[".ppm"] = MakePnm(MakePicture(kPictureSize, 3, 4).view());
  files[".pgm"] = MakePnm(MakePicture(kPictureSize, 1, 5).view());
#endif
#if IMREC_WITH_TIFF
  files[".tif"] = MakeTiff(MakePicture(kPictureSize, 3, 6).view(), {.compression = 5});
  files[".TIFF"] = MakeTiff(MakePicture(kPictureSize, 1, 7).view(), {.tile = {32, 32}});
#endif
#if IMREC_WITH_WEBP
  files[".webp"] = MakeWebp(MakePicture(kPictureSize, 3, 8).view());
#endif
  return files;
}

class Im2recFormats : public testing::Test {
 protected:
  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.push_back(dir_ / "set");
    arguments.push_back(dir_ / "in");
    return RunTool("im2rec", arguments);
  }

  // Writes the files as a.jpg, b.png and so on, and lists them in this order.
  void WriteAll(const std::map<std::string, std::vector<std::byte>>& files) const {
    char name = 'a';
    for (const auto& [extension, contents] : files) {
      WriteFile(dir_ / "in" / (name++ + extension), contents);
    }
    const ProcessResult list = Run({"--list", "--no-shuffle"});
    ASSERT_EQ(list.exit_code, 0) << list.err;
  }

  std::vector<std::byte> Record(std::uint64_t key) const {
    const RecordShard shard(dir_ / "set.rec");
    std::vector<std::byte> payload;
    shard.Read(key, payload);
    const ImageRecordView record(payload);
    return {record.image().begin(), record.image().end()};
  }

  void ExpectSound(std::size_t records) const {
    const ProcessResult verify =
        RunTool("imrec", {"verify", dir_ / "set.rec", "--decode", "--json"});
    EXPECT_EQ(verify.exit_code, 0) << verify.out << verify.err;
    EXPECT_EQ(nlohmann::json::parse(verify.out)["records"], records);
  }

  TempDir dir_;
};

Image Decoded(std::span<const std::byte> encoded) {
  Image image;
  AnyImageDecoder().Decode(encoded, ColorMode::kRgb, image);
  return image;
}

TEST_F(Im2recFormats, AreAllListedAndEncodedAnew) {
  const auto files = FilesOfAllFormats();
  WriteAll(files);
  const ProcessResult pack = Run({"--encoding", ".png"});
  ASSERT_EQ(pack.exit_code, 0) << pack.err;
  EXPECT_THAT(pack.err, AllOf(HasSubstr(std::to_string(files.size()) + " records"),
                              Not(HasSubstr("another format"))));
  std::uint64_t key = 0;
  for (const auto& [extension, contents] : files) {
    SCOPED_TRACE(extension);
    const std::vector<std::byte> record = Record(key++);
    EXPECT_EQ(DetectImageCodec(record)->name, "png");
    EXPECT_EQ(Samples(Decoded(record).view()), Samples(Decoded(contents).view()));
  }
  ExpectSound(files.size());
}

TEST_F(Im2recFormats, PassThroughKeepsTheirBytesAndReadersReadThem) {
  const auto files = FilesOfAllFormats();
  WriteAll(files);
  const ProcessResult pack = Run({"--pass-through", "--check", "decode"});
  ASSERT_EQ(pack.exit_code, 0) << pack.err;
  std::uint64_t key = 0;
  for (const auto& [extension, contents] : files) EXPECT_EQ(Record(key++), contents) << extension;
  ExpectSound(files.size());

  // A batch of all images has the pixels of the files.
  AugmentRecipe recipe;
  recipe.resize.output = kPictureSize;
  ClassificationReader reader({.sources = {dir_ / "set.rec"},
                               .recipe = recipe,
                               .batch_size = static_cast<std::int64_t>(files.size()),
                               .threads = 2});
  const auto batch = reader.Next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->size(), files.size());

  const ProcessResult extract = RunTool("imrec", {"extract", dir_ / "set.rec", "-o", dir_ / "out"});
  ASSERT_EQ(extract.exit_code, 0) << extract.err;
  std::size_t extracted = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_ / "out")) {
    const std::string extension = entry.path().extension().string();
    if (ImageCodecForExtension(extension) == nullptr) continue;
    ++extracted;
    EXPECT_EQ(DetectImageCodec(ReadBytes(entry.path())), ImageCodecForExtension(extension));
  }
  EXPECT_EQ(extracted, files.size());
}

TEST_F(Im2recFormats, MxnetsThreeAreListedAsBefore) {
  for (const char* path : {"in/a/1.jpg", "in/a/2.JPEG", "in/b/1.png", "in/b/c.txt", "in/3.gif"}) {
    WriteFile(dir_ / path, "listing does not look");
  }
  ASSERT_EQ(Run({"--list", "--recursive"}).exit_code, 0);
  const std::string list = ReadText(dir_ / "set.lst");
  ASSERT_EQ(Run({"--list", "--recursive", "--exts", ".jpeg", ".jpg", ".png"}).exit_code, 0);
  EXPECT_EQ(list, ReadText(dir_ / "set.lst"));
}

TEST_F(Im2recFormats, FilesAreReadByTheirContentAndCounted) {
  WriteFile(dir_ / "in/a.jpg", MakePng(MakePicture(kPictureSize)));
  WriteFile(dir_ / "in/b.png", MakeJpeg(kPictureSize));
  WriteFile(dir_ / "in/c.jpg", MakeJpeg(kPictureSize));
  WriteFile(dir_ / "in/d.gif", MakeJpeg(kPictureSize));  // no extension that imrec knows
  ASSERT_EQ(Run({"--list", "--no-shuffle", "--exts", ".jpg", ".png", ".gif"}).exit_code, 0);
  for (const bool pass_through : {false, true}) {
    std::vector<std::string> arguments = {"--json"};
    if (pass_through) arguments.emplace_back("--pass-through");
    const ProcessResult pack = Run(arguments);
    EXPECT_EQ(pack.exit_code, 0) << pack.err;
    EXPECT_THAT(pack.err, HasSubstr("2 images have the extension of another format; they are read "
                                    "by their content"));
    EXPECT_EQ(nlohmann::json::parse(pack.out)["lists"][0]["misnamed"], 2);
    EXPECT_THAT(Run({"--quiet"}).err, Not(HasSubstr("another format")));
  }
}

TEST_F(Im2recFormats, MisnamedFilesOfAPlanAreCounted) {
  WriteFile(dir_ / "in/a.jpg", MakePng(MakePicture(kPictureSize)));
  WriteFile(dir_ / "in/b.jpg", MakeJpeg(kPictureSize));
  ASSERT_EQ(Run({"--list", "--no-shuffle"}).exit_code, 0);
  ASSERT_EQ(Run({"--plan", "--num-shards", "2"}).exit_code, 0);
  const std::string plan = dir_ / "set.plan.json";
  ASSERT_EQ(RunTool("im2rec", {plan, "--shards", "0-1"}).exit_code, 0);
  const ProcessResult finish = RunTool("im2rec", {plan, "--finish"});
  EXPECT_EQ(finish.exit_code, 0) << finish.err;
  EXPECT_THAT(finish.err, HasSubstr("1 image has the extension of another format; it is read by "
                                    "its content"));
}

TEST_F(Im2recFormats, DamagedFilesAreSkipped) {
  auto files = FilesOfAllFormats();
  for (auto& [extension, contents] : files) contents.resize(contents.size() / 2);
  WriteAll(files);
  const ProcessResult pack = Run({});
  EXPECT_EQ(pack.exit_code, 2) << pack.err;
  EXPECT_THAT(ReadText(dir_ / "set.skipped.tsv"), HasSubstr("corrupt"));
}

TEST_F(Im2recFormats, LimitsHoldInAll) {
  const auto files = FilesOfAllFormats();
  WriteAll(files);
  for (const bool pass_through : {false, true}) {
    std::vector<std::string> arguments = {"--max-pixels", "3071"};
    if (pass_through) arguments.emplace_back("--pass-through");
    EXPECT_EQ(Run(arguments).exit_code, 2);
    const std::string skipped = ReadText(dir_ / "set.skipped.tsv");
    for (char name = 'a'; name < static_cast<char>('a' + files.size()); ++name) {
      EXPECT_THAT(skipped,
                  testing::ContainsRegex(std::string(1, name) +
                                         "\\.[A-Za-z]+\timage of 64x48 pixels, more than"));
    }
  }
}

#if IMREC_WITH_TIFF
// libtiff writes the directory after the pixels, beyond the first 16 MiB of the file.
TEST_F(Im2recFormats, LargeTiffsHaveTheirDirectoryAtTheEnd) {
  const Image picture({.width = 2500, .height = 2400}, 3);
  WriteFile(dir_ / "in/a.tif", MakeTiff(picture.view(), {.rows_per_strip = 100}));
  ASSERT_GT(std::filesystem::file_size(dir_ / "in/a.tif"), 17U << 20);
  ASSERT_EQ(Run({"--list"}).exit_code, 0);
  const ProcessResult pack = Run({"--resize", "24"});
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
  EXPECT_EQ(AnyImageDecoder().ReadInfo(Record(0)).size, (ImageSize{25, 24}));
  EXPECT_EQ(Run({"--max-pixels", "5999999"}).exit_code, 2);
}

TEST_F(Im2recFormats, TiffsAreTurnedUpright) {
  WriteFile(dir_ / "in/a.tif", MakeTiff(MakePicture(kPictureSize).view(), {.orientation = 6}));
  ASSERT_EQ(Run({"--list"}).exit_code, 0);
  ASSERT_EQ(Run({}).exit_code, 0);
  EXPECT_EQ(AnyImageDecoder().ReadInfo(Record(0)).size, (ImageSize{48, 64}));
  ASSERT_EQ(Run({"--exif", "ignore"}).exit_code, 0);
  EXPECT_EQ(AnyImageDecoder().ReadInfo(Record(0)).size, kPictureSize);
  // As OpenCV, which keeps other formats as stored then.
  ASSERT_EQ(Run({"--color", "-1"}).exit_code, 0);
  EXPECT_EQ(AnyImageDecoder().ReadInfo(Record(0)).size, (ImageSize{48, 64}));
  ASSERT_EQ(Run({"--color", "-1", "--exif", "ignore"}).exit_code, 0);
  EXPECT_EQ(AnyImageDecoder().ReadInfo(Record(0)).size, kPictureSize);
}
#endif

#if IMREC_WITH_WEBP
TEST_F(Im2recFormats, WebpIsTurnedUprightOnRequest) {
  std::vector<std::byte> chunks = WebpChunks(MakeWebp(MakePicture(kPictureSize).view()));
  Append(RiffChunk("EXIF", MakeExifBlock(6)), chunks);
  WriteFile(dir_ / "in/a.webp", MakeExtendedWebp(kPictureSize, 8, chunks));
  WriteFile(dir_ / "in/b.jpg", MakeRotatedJpeg(kPictureSize, 6));
  ASSERT_EQ(Run({"--list", "--no-shuffle"}).exit_code, 0);
  const auto sizes = [&](const std::vector<std::string>& arguments) {
    EXPECT_EQ(Run(arguments).exit_code, 0);
    return std::pair(AnyImageDecoder().ReadInfo(Record(0)).size,
                     AnyImageDecoder().ReadInfo(Record(1)).size);
  };
  const ImageSize turned = {48, 64};
  EXPECT_EQ(sizes({}), std::pair(kPictureSize, turned));
  EXPECT_EQ(sizes({"--exif", "apply"}), std::pair(kPictureSize, turned));
  EXPECT_EQ(sizes({"--exif", "all"}), std::pair(turned, turned));
  EXPECT_EQ(sizes({"--exif", "all", "--color", "-1"}), std::pair(turned, turned));
  EXPECT_EQ(sizes({"--exif", "ignore"}), std::pair(kPictureSize, kPictureSize));
  EXPECT_THAT(ReadText(dir_ / "set.manifest.json"), HasSubstr("\"exif\": \"ignore\""));
}
#endif

}  // namespace
}  // namespace imrec::test
