// A sample's image has its header read once: a function of this program replaces libjpeg's.
#include <dlfcn.h>

#include <atomic>

#include <gtest/gtest.h>

#include <imrec/image_record.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "reader/labels/detection_encoder.h"
#include "reader/sample_loader.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace {

std::atomic<int> header_reads = 0;

}  // namespace

// As in libjpeg's header, whose `boolean` is an int.
struct jpeg_decompress_struct;
// NOLINTNEXTLINE(readability-identifier-naming): the name of the function that it replaces
extern "C" int jpeg_read_header(jpeg_decompress_struct* info, int require_image) {
  ++header_reads;
  using Original = int (*)(jpeg_decompress_struct*, int);
  return reinterpret_cast<Original>(::dlsym(RTLD_NEXT, "jpeg_read_header"))(info, require_image);
}

namespace imrec {
namespace {

// Upright and turned: planes and pixels.
TEST(HeaderOfASample, IsReadOnce) {
  const test::TempDir dir;
  {
    RecordWriter writer(dir / "set.rec");
    std::vector<std::byte> payload;
    for (int orientation = 1; orientation <= 8; ++orientation) {
      BuildImageRecord(7, test::MakeLabel({{.class_id = 1, .xmax = 0.5F, .ymax = 0.25F}}),
                       LabelPacking::kPacked, test::MakeRotatedJpeg({200, 150}, orientation),
                       payload);
      writer.Write(static_cast<std::uint64_t>(orientation), payload);
    }
    writer.Close();
  }
  const RecordShard records(dir / "set.rec");
  // Also with a recipe whose contrast needs the mean of all pixels.
  for (const char* preset : {"ssd300", "eval300", "torchvision-ssd", "mxnet-ssd"}) {
    const AugmentRecipe recipe = PresetByName(preset);
    const TensorFormat format{.type = PixelType::kUint8};
    DetectionEncoder rows(6);
    SampleLoader loader(records, recipe, rows, format);
    std::vector<std::byte> image(format.image_bytes(recipe.resize.output));
    std::vector<float> label(60);
    for (std::uint64_t epoch = 0; epoch < 5; ++epoch) {
      for (std::uint64_t i = 0; i < records.size(); ++i) {
        header_reads = 0;
        loader.Load(i, {.seed = 3, .epoch = static_cast<std::uint32_t>(epoch), .ordinal = i}, image,
                    label);
        EXPECT_EQ(header_reads, 1) << preset << ' ' << i;
      }
    }
    header_reads = 0;
    loader.LoadOriginal(0);
    loader.PlanOnly(1, {});
    EXPECT_EQ(header_reads, 2);
  }
}

}  // namespace
}  // namespace imrec
