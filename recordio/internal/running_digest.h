// Computes PayloadDigest() of bytes that come in pieces.
#ifndef IMREC_RECORDIO_INTERNAL_RUNNING_DIGEST_H_
#define IMREC_RECORDIO_INTERNAL_RUNNING_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace imrec {

/// Not thread-safe; not copyable.
class RunningDigest {
 public:
  RunningDigest();
  RunningDigest(const RunningDigest&) = delete;
  RunningDigest& operator=(const RunningDigest&) = delete;
  ~RunningDigest();

  void Add(std::span<const std::byte> bytes);
  /// Returns the PayloadDigest() of all bytes added so far.
  std::uint64_t Result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_RUNNING_DIGEST_H_
