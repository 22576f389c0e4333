// A trainer that knows nothing of imrec but its installed headers. Usage: consumer FILE.rec
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/imrec.h>

// Records that this program writes are those that it reads.
bool WritesWhatItReads(const std::filesystem::path& prefix) {
  imrec::DatasetWriter writer({.prefix = prefix, .class_names = {"a"}});
  const std::vector<std::byte> payload(24);
  writer.Write(7, payload);
  return writer.Close().shards.size() == 1 &&
         imrec::RecordShard(prefix.string() + ".rec").key(0) == 7;
}

// The headers of lists and packing are installed with what they need.
bool RefusesWhatIsNotThere() {
  try {
    imrec::PackList("no.lst", ".");
  } catch (const imrec::Error&) {
    try {
      imrec::MakeVocList({{.root = "no"}}, {});
    } catch (const imrec::Error&) {
      return true;
    }
  }
  return false;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    imrec::DetectionReader reader({.sources = {argv[1]}, .batch_size = 4, .threads = 1});
    std::size_t samples = 0;
    while (const auto batch = reader.Next()) samples += batch->size();
    const auto state = imrec::ReaderStateFromJson(imrec::ToJson(reader.state()));
    std::printf("%zu samples, then epoch %u\n", samples, state.epoch);
    const bool read = samples == reader.size() && state.epoch == 1;
    return read && RefusesWhatIsNotThere() && WritesWhatItReads(std::string(argv[1]) + "-written")
               ? 0
               : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "consumer: %s\n", error.what());
    return 1;
  }
}
