// Small files of large pictures: packing them takes no more memory than docs/reliability.md says.
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/support/files.h"
#include "tests/support/format_files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using Words = std::vector<std::string>;

struct Picture {
  std::string name;
  std::vector<std::byte> encoded;
  std::vector<Words> options;
};

// Small files of pictures whose pixels take much memory while they are packed.
std::vector<Picture> LargePictures() {
  const std::vector<Words> usual = {
      {"--color", "-1"},
      {"--color", "-1", "--exif", "apply", "--encoding", ".raw"},
      {"--color", "-1", "--exif", "apply", "--encoding", ".png", "--quality", "0"},
      {"--resize", "2490", "--encoding", ".raw"},
      {"--jpeg", "crop-ready"},
      {"--pass-through", "--check", "decode"}};
  const auto png = [](ImageSize size, int channels) {
    std::vector<std::byte> encoded;
    EncodeImage(Image(size, channels).view(), ".png", 9, encoded);
    return encoded;
  };
  const Words lanczos = {"--resize", "4", "--encoding", ".raw", "--inter-method", "4"};
  std::vector<Picture> pictures = {
      {"alpha.png", png({2500, 2500}, 4), usual},
      {"wide.png", png({1'250'000, 5}, 1), {lanczos, {"--resize", "4", "--encoding", ".png"}}},
      {"tall.png", png({5, 1'250'000}, 1), {lanczos, {"--pass-through", "--check", "decode"}}},
  };
#if IMREC_WITH_TIFF
  const TiffKind kind = {.size = {2500, 2500},
                         .bits = 16,
                         .samples = 4,
                         .compression = 8,
                         .rows_per_strip = 2500,
                         .extra_samples = {2},
                         .orientation = 6};
  pictures.push_back(
      {"strip.tif", MakeTiff(kind, std::vector<std::uint8_t>(TiffRowBytes(kind) * 2500)), usual});
#endif
  return pictures;
}

// The 128 MiB of the bound are for what is kept from smaller pictures.
TEST(LargePictures, StayBelowTheBound) {
  if (!CanMeasureMemory()) GTEST_SKIP() << "the memory of a sanitizer would be measured";
  const TempDir dir;
  constexpr std::int64_t kPixels = 6'250'000;
  for (const Picture& picture : LargePictures()) {
    WriteFile(dir / "in" / picture.name, picture.encoded);
    WriteFile(dir / "set.lst", "0\t0\t" + picture.name + '\n');
    const auto bound = (std::int64_t{24} << 20) + 16 * kPixels +
                       64 * static_cast<std::int64_t>(picture.encoded.size());
    for (Words arguments : picture.options) {
      arguments.insert(arguments.end(), {"--max-pixels", std::to_string(kPixels), "--num-thread",
                                         "1", dir / "set.lst", (dir / "in").string()});
      std::int64_t peak = 0;
      const ProcessResult result = RunTool(
          "im2rec", arguments, {.meanwhile = [&](int pid) { peak = PeakMemoryOfChild(pid); }});
      EXPECT_EQ(result.exit_code, 0) << result.err;
      EXPECT_LT(peak, bound) << picture.name << ": " << testing::PrintToString(arguments);
    }
  }
}

}  // namespace
}  // namespace imrec::test
