#include "reader/tool/stream_digest.h"

#include <array>
#include <cstdint>
#include <cstdio>

// Uses xxHash as a header-only library.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace imrec::tool {

struct StreamDigest::State {
  XXH3_state_t hash;

  void Add(const void* data, std::size_t size) { XXH3_128bits_update(&hash, data, size); }
};

StreamDigest::StreamDigest() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->hash);
}
StreamDigest::~StreamDigest() = default;

void StreamDigest::Add(const Batch& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::array<std::uint64_t, 2> head = {batch.keys()[i], batch.object_counts()[i]};
    state_->Add(head.data(), sizeof head);
    state_->Add(batch.label(i).data(), batch.label(i).size_bytes());
    state_->Add(batch.image_bytes(i).data(), batch.image_bytes(i).size_bytes());
  }
}

std::string StreamDigest::Hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->hash);
  std::array<char, 33> text;
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text.data();
}

}  // namespace imrec::tool
