// Reads augmented batches as a trainer does. Usage: read_batches FILE.rec [EPOCHS]
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <imrec/detection_reader.h>

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: read_batches FILE.rec [EPOCHS]\n");
    return 2;
  }
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 1;
  try {
    imrec::DetectionReader reader({.sources = {argv[1]},
                                   .recipe = imrec::PresetByName("ssd300"),
                                   .batch_size = 32,
                                   .seed = 42});
    for (int epoch = 0; epoch < epochs; ++epoch) {
      double pixel_sum = 0;
      std::size_t samples = 0;
      std::size_t objects = 0;
      while (const auto batch = reader.Next()) {
        // batch->images(): (32, 3, 300, 300) floats, RGB minus its mean.
        // batch->labels(): (32, max_objects, object_width) floats: class and box, then extra
        // values.
        for (std::size_t i = 0; i < batch->size(); ++i) {
          samples += 1;
          objects += batch->object_counts()[i];
          for (const float value : batch->image(i)) pixel_sum += value;
        }
      }
      const auto values = static_cast<double>(samples * reader.shape().image_values());
      std::printf("epoch %d: %zu samples, %zu objects, mean pixel %.2f\n", epoch, samples, objects,
                  pixel_sum / values);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "read_batches: %s\n", error.what());
    return 1;
  }
  return 0;
}
