// A trainer that knows nothing of imrec but its installed headers. Usage: consumer FILE.rec
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
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

// FNV-1a over values, to compare what differently built libraries deliver.
void AddToDigest(std::span<const float> values, std::uint64_t& digest) {
  for (const std::byte byte : std::as_bytes(values)) {
    digest = (digest ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
  }
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    imrec::DetectionReader reader({.sources = {argv[1]},
                                   .recipe = imrec::PresetByName("ssd300"),
                                   .batch_size = 4,
                                   .threads = 1});
    std::size_t samples = 0;
    std::uint64_t digest = 0xcbf29ce484222325;
    while (const auto batch = reader.Next()) {
      samples += batch->size();
      AddToDigest(batch->images(), digest);
      AddToDigest(batch->labels(), digest);
    }
    const auto state = imrec::ReaderStateFromJson(imrec::ToJson(reader.state()));
    std::printf("%zu samples, digest %016jx, then epoch %u\n", samples,
                static_cast<std::uintmax_t>(digest), state.epoch);
    const bool read = samples == reader.size() && state.epoch == 1;
    return read && RefusesWhatIsNotThere() && WritesWhatItReads(std::string(argv[1]) + "-written")
               ? 0
               : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "consumer: %s\n", error.what());
    return 1;
  }
}
