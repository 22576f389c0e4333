#include "recordio/internal/running_digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace imrec {

struct RunningDigest::State {
  State() { XXH3_64bits_reset(&hash); }
  XXH3_state_t hash;
};

RunningDigest::RunningDigest() : state_(std::make_unique<State>()) {}
RunningDigest::~RunningDigest() = default;

void RunningDigest::Add(std::span<const std::byte> bytes) {
  XXH3_64bits_update(&state_->hash, bytes.data(), bytes.size());
}

std::uint64_t RunningDigest::Result() const { return XXH3_64bits_digest(&state_->hash); }

}  // namespace imrec
