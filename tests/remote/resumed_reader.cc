// Reads two epochs of SET, once without a break and then with readers that take over from each
// other by a state. Both must deliver the same, and no reader may leave a descriptor or a thread.
// Usage: imrec_resumed_reader SET
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>

#include <imrec/detection_reader.h>

#include "reader/tool/stream_digest.h"

namespace {

constexpr int kEpochs = 2;

// Entries of a folder in /proc/self.
long Count(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder),
                       std::filesystem::directory_iterator());
}

imrec::ReaderOptions Options(const char* source) {
  imrec::ReaderOptions options{.sources = {source},
                               .recipe = imrec::PresetByName("ssd300"),
                               .batch_size = 7,
                               .seed = 5,
                               .threads = 2};
  options.bad_records = imrec::BadRecordPolicy::kFail;
  return options;
}

// Reads the epochs by readers that deliver `share` batches each; 0: by one reader.
std::string Digest(const char* source, std::size_t share) {
  imrec::tool::StreamDigest digest;
  std::optional<imrec::ReaderState> state;
  for (int epochs = 0; epochs < kEpochs;) {
    imrec::DetectionReader reader(Options(source));
    if (state) reader.Restore(*state);
    for (std::size_t i = 0; epochs < kEpochs && (share == 0 || i < share); ++i) {
      if (const std::optional<imrec::Batch> batch = reader.Next()) {
        digest.Add(*batch);
      } else {
        ++epochs;
      }
    }
    state = reader.state();
  }
  return digest.Hex();
}

int Check(const char* source) {
  const std::string expected = Digest(source, 0);
  // The first reader has started whatever stays for the life of the process.
  const long files = Count("/proc/self/fd");
  const long threads = Count("/proc/self/task");
  for (const std::size_t share : {std::size_t{29}, std::size_t{11}}) {
    if (Digest(source, share) != expected) {
      std::fprintf(stderr, "readers of %zu batches each deliver something else\n", share);
      return 1;
    }
  }
  if (Count("/proc/self/fd") > files || Count("/proc/self/task") > threads) {
    std::fprintf(stderr, "before: %ld descriptors, %ld threads; after: %ld, %ld\n", files, threads,
                 Count("/proc/self/fd"), Count("/proc/self/task"));
    return 1;
  }
  std::printf("%s\n", expected.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: imrec_resumed_reader SET\n");
    return 2;
  }
  try {
    return Check(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "imrec_resumed_reader: %s\n", error.what());
    return 2;
  }
}
