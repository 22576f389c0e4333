// Runs a fuzz target over files, as they are and changed, without libFuzzer. A target that fails
// ends the process. Usage: imrec_fuzz_replay TARGET FILE_OR_FOLDER...
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "replayed_targets.h"
#include "tests/fuzz/byte_mutator.h"

using TestOneInput = int(const std::uint8_t* data, std::size_t size);
using CustomMutator = std::size_t(std::uint8_t* data, std::size_t size, std::size_t most,
                                  unsigned seed);

extern "C" {
#define DECLARE_TARGET(format) TestOneInput imrec_fuzz_##format;
#define DECLARE_MUTATOR(format) CustomMutator imrec_mutate_##format;
IMREC_REPLAYED_TARGETS(DECLARE_TARGET)
IMREC_REPLAYED_MUTATORS(DECLARE_MUTATOR)
#undef DECLARE_TARGET
#undef DECLARE_MUTATOR
}

// Sets, swaps, adds or removes bytes; the state is that of the bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most) {
  auto seed = static_cast<unsigned>(size);
  for (std::size_t i = 0; i < size; ++i) seed = seed * 31 + data[i];
  imrec::fuzz::Choices choices(seed);
  const auto any_byte = [&] { return static_cast<std::uint8_t>(choices.Below(256)); };
  if (size == 0 || (size < most && choices.OneIn(3))) {
    if (size == most) return size;
    const std::size_t at = choices.Below(size + 1);
    std::memmove(data + at + 1, data + at, size - at);
    data[at] = any_byte();
    return size + 1;
  }
  const std::size_t at = choices.Below(size);
  if (size > 1 && choices.OneIn(4)) {
    std::memmove(data + at, data + at + 1, size - at - 1);
    return size - 1;
  }
  data[at] = choices.OneIn(2) ? any_byte() : data[choices.Below(size)];
  return size;
}

namespace {

using imrec::fuzz::Bytes;

struct Target {
  std::string_view name;
  TestOneInput* run = nullptr;
  CustomMutator* mutate = nullptr;
};

std::size_t MutatePlain(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  // Each seed is another change.
  if (size < most) data[size] = static_cast<std::uint8_t>(seed);
  const std::size_t changed = LLVMFuzzerMutate(data, std::min(size + 1, most), most);
  return changed > 1 ? changed - 1 : changed;
}

std::vector<Target> Targets() {
  std::vector<Target> targets;
#define ADD_TARGET(format) targets.push_back({#format, imrec_fuzz_##format, MutatePlain});
#define ADD_MUTATOR(format) \
  std::ranges::find(targets, #format, &Target::name)->mutate = imrec_mutate_##format;
  IMREC_REPLAYED_TARGETS(ADD_TARGET)
  IMREC_REPLAYED_MUTATORS(ADD_MUTATOR)
#undef ADD_TARGET
#undef ADD_MUTATOR
  return targets;
}

// In the order of their names.
std::vector<std::filesystem::path> FilesIn(const std::filesystem::path& place) {
  if (!std::filesystem::is_directory(place)) return {place};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(place))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Bytes Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    std::exit(2);
  }
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

// Runs the target over an input, and over inputs that are made of it one after the other. Returns
// the number of inputs.
std::size_t Replay(const Target& target, const Bytes& input) {
  constexpr unsigned kChanges = 20;
  constexpr std::size_t kGrowth = 4096;
  target.run(input.data(), input.size());
  Bytes changed = input;
  for (unsigned seed = 1; seed <= kChanges; ++seed) {
    const std::size_t size = changed.size();
    changed.resize(size + kGrowth);
    changed.resize(target.mutate(changed.data(), size, changed.size(), seed));
    // Exactly as many bytes are allocated as the target may read.
    const Bytes exact(changed);
    target.run(exact.data(), exact.size());
  }
  return 1 + kChanges;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const std::vector<Target> targets = Targets();
  const auto target = arguments.size() < 3
                          ? targets.end()
                          : std::ranges::find(targets, arguments[1], &Target::name);
  if (target == targets.end()) {
    std::fprintf(stderr, "Usage: imrec_fuzz_replay TARGET FILE_OR_FOLDER...\nTargets:");
    for (const Target& known : targets) std::fprintf(stderr, " %s", known.name.data());
    std::fprintf(stderr, "\n");
    return 2;
  }
  std::size_t inputs = 0;
  for (const char* place : arguments.subspan(2)) {
    for (const std::filesystem::path& path : FilesIn(place)) {
      std::printf("%s\n", path.c_str());
      std::fflush(stdout);  // the last line names the file of a crash
      inputs += Replay(*target, Read(path));
    }
  }
  std::printf("%s: %zu inputs\n", argv[1], inputs);
  return inputs > 0 ? 0 : 1;
}
