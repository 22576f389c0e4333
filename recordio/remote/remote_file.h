// A remote file that is read by ranges.
#ifndef IMREC_RECORDIO_REMOTE_REMOTE_FILE_H_
#define IMREC_RECORDIO_REMOTE_REMOTE_FILE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "recordio/internal/byte_source.h"
#include "recordio/remote/session.h"

namespace imrec::remote {

/// All bytes are of the version that the file had when it was opened; if it is replaced meanwhile,
/// ReadAt() throws Error(kUnavailable), as it does if the file is gone. Thread-safe.
class RemoteFile final : public ByteSource {
 public:
  /// Throws Error as RemoteSession::Open().
  RemoteFile(const std::string& path, std::shared_ptr<RemoteSession> session);

  const std::string& path() const override { return file_->object->name(); }
  std::uint64_t size() const override { return file_->version.size; }
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;
  /// Starts to fetch the bytes that are not in memory.
  void WillNeed(std::uint64_t offset, std::uint64_t length) const override;
  void DontNeed(std::uint64_t /*offset*/, std::uint64_t /*length*/) const override {}
  bool Forget(std::uint64_t offset, std::uint64_t length) const override;

 private:
  std::size_t ReadSome(std::uint64_t offset, std::span<std::byte> out) const;
  std::size_t ReadCached(std::uint64_t offset, std::span<std::byte> out) const;
  void Prepare() const;
  std::uint64_t AtOnce() const;
  std::shared_ptr<Fetch> Request(std::uint64_t offset, std::uint64_t length, bool urgent) const;
  void RequestBlock(std::uint64_t block, bool urgent) const;
  std::shared_ptr<Fetch> RequestPages(std::uint64_t offset, std::uint64_t end, bool urgent) const;

  const std::shared_ptr<RemoteSession> session_;
  const std::shared_ptr<const OpenedObject> file_;
  mutable std::atomic<std::uint64_t> sequential_end_ = 0;  // where the latest long read ended
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_REMOTE_FILE_H_
