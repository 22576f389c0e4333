#include "tests/trust/soak_rounds.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include <imrec/detection_reader.h>
#include <imrec/pack_list.h>

#include "tests/support/detection_set.h"
#include "tests/trust/soak_usage.h"

namespace imrec::test {
namespace {

constexpr std::size_t kRecords = 400;
constexpr std::size_t kDamagedEvery = 100;
constexpr int kImages = 40;

std::uint64_t DigestOf(std::span<const std::byte> bytes, std::uint64_t digest) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return digest * 0x9E3779B97F4A7C15U + std::hash<std::string_view>()(text);
}

// Overwrites the first bytes of one image in a hundred.
void DamageRecords(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = ReadBytes(path);
  constexpr std::array<std::byte, 3> kJpeg = {std::byte{0xFF}, std::byte{0xD8}, std::byte{0xFF}};
  auto at = bytes.begin();
  for (std::size_t record = 0;; ++record, ++at) {
    at = std::search(at, bytes.end(), kJpeg.begin(), kJpeg.end());
    if (at == bytes.end()) break;
    if (record % kDamagedEvery == kDamagedEvery / 2) std::fill_n(at, 64, std::byte{0});
  }
  WriteFile(path, bytes);
}

template <typename... Values>
auto OneOf(std::mt19937_64& random, Values... values) {
  const std::array all = {values...};
  return all[random() % all.size()];
}

struct RandomReader {
  ReaderOptions options;
  std::string name;  // what its batches depend on
};

RandomReader MakeReader(const std::filesystem::path& prefix, std::mt19937_64& random) {
  ReaderOptions options{.sources = prefix};
  const char* const recipe = OneOf(random, "ssd300", "mxnet-ssd", "eval300");
  options.recipe = recipe;
  options.format.type = OneOf(random, PixelType::kFloat32, PixelType::kUint8, PixelType::kFloat16);
  options.batch_size = OneOf(random, 1, 7, 16);
  options.last_batch = OneOf(random, LastBatch::kKeep, LastBatch::kPad, LastBatch::kRollOver);
  options.shuffle.mode = OneOf(random, ShuffleMode::kFull, ShuffleMode::kNone);
  options.seed = random() % 2;
  options.part_count = 2;
  options.part_index = random() % 2;
  std::string name = recipe;
  for (const std::uint64_t value :
       {static_cast<std::uint64_t>(options.format.type), std::uint64_t{options.batch_size},
        static_cast<std::uint64_t>(options.last_batch),
        static_cast<std::uint64_t>(options.shuffle.mode), std::uint64_t{options.seed},
        std::uint64_t{options.part_index}}) {
    name += ' ' + std::to_string(value);
  }
  options.check_checksums = random() % 2 == 0;
  options.prefetch = 1 + random() % 6;
  options.threads = 1 + random() % 8;
  options.access.map = random() % 4 == 0;
  options.log = [](std::string_view) {};
  return {.options = std::move(options), .name = std::move(name)};
}

struct Interruption : std::runtime_error {
  Interruption() : runtime_error("interrupted") {}
};

}  // namespace

SoakRounds::SoakRounds() {
  WriteShardedSet(folder_ / "set", kRecords, 2, {"a", "b", "c", "d", "e"});
  for (const char* shard : {"set-00000-of-00002.rec", "set-00001-of-00002.rec"}) {
    DamageRecords(folder_ / shard);
  }
  std::string list;
  for (int i = 0; i < kImages; ++i) {
    const std::string name = std::to_string(i) + ".jpg";
    // Every tenth image is damaged, too.
    std::vector<std::byte> image = MakeJpeg({.width = 160, .height = 120}, i);
    if (i % 10 == 9) image.resize(image.size() / 20);
    WriteFile(folder_ / ("images/" + name), image);
    list += std::to_string(i) + "\t2\t5\t1\t0.1\t0.2\t0.6\t0.9\t" + name + '\n';
  }
  WriteFile(folder_ / "images.lst", list);
  DelayReads();
}

void SoakRounds::Compare(const std::string& name, std::uint64_t digest) {
  const std::scoped_lock lock(mutex_);
  const auto [known, is_new] = digests_.try_emplace(name, digest);
  if (is_new || known->second == digest) return;
  throw std::runtime_error("another result than before: " + name);
}

void SoakRounds::Read(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const RandomReader chosen = MakeReader(folder_ / "set", random);
  std::optional<DetectionReader> reader(std::in_place, chosen.options);
  std::vector<Batch> held;
  std::uint64_t number = 0;
  for (std::uint64_t left = random() % 12; left > 0; --left) {
    std::optional<Batch> batch = reader->Next();
    ++number;
    if (!batch) continue;
    std::uint64_t digest = DigestOf(batch->image_bytes(), batch->size());
    digest = DigestOf(std::as_bytes(batch->labels()), digest);
    Compare(chosen.name + " batch " + std::to_string(number), digest);
    ++counts_.batches;
    if (random() % 4 == 0) held.push_back(std::move(*batch));
    if (random() % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    if (random() % 6 == 0) {
      const ReaderState state = reader->state();
      counts_.bad_records += reader->stats().bad_records;
      reader.emplace(chosen.options);
      reader->Restore(state);
    }
  }
  counts_.bad_records += reader->stats().bad_records;
  ++counts_.readers;
  // The batches may outlive it.
  reader.reset();
}

void SoakRounds::Pack(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  PackOptions options{.image = {.resize = 96}};
  const char* const layout = OneOf(random, "one", "shards", "compressed");
  options.output.prefix = folder_ / ("packed/" + std::string(layout));
  if (layout == std::string_view("shards")) options.output.shard_count = 3;
  if (layout == std::string_view("compressed")) options.output.compression = 1;
  options.threads = 1 + random() % 8;
  PackObserver observer;
  if (random() % 2 == 0) {
    const std::uint64_t last = random() % kImages;
    std::uint64_t records = 0;
    observer.on_record = [&](const PackedRecord&) {
      if (records++ == last) throw Interruption();
    };
    try {
      PackList(folder_ / "images.lst", folder_ / "images", options, observer);
    } catch (const Interruption&) {
      options.output.resume = true;
    }
  }
  options.threads = 1 + random() % 8;
  PackList(folder_ / "images.lst", folder_ / "images", options);
  for (const auto& file : std::filesystem::directory_iterator(folder_ / "packed")) {
    const std::string name = file.path().filename();
    if (name.starts_with(layout)) Compare(name, DigestOf(ReadBytes(file.path()), 0));
  }
  ++counts_.packed;
}

}  // namespace imrec::test
