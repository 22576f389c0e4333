// A trainer that knows nothing of imrec but its installed headers. Usage: consumer FILE.rec
#include <cstdio>
#include <exception>

#include <imrec/detection_reader.h>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    imrec::DetectionReader reader({.sources = {argv[1]}, .batch_size = 4, .threads = 1});
    std::size_t samples = 0;
    while (const auto batch = reader.Next()) samples += batch->size();
    const auto state = imrec::ReaderStateFromJson(imrec::ToJson(reader.state()));
    std::printf("%zu samples, then epoch %u\n", samples, state.epoch);
    return samples == reader.size() && state.epoch == 1 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "consumer: %s\n", error.what());
    return 1;
  }
}
