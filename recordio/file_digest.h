// A digest of a file while it is written.
#ifndef IMREC_RECORDIO_FILE_DIGEST_H_
#define IMREC_RECORDIO_FILE_DIGEST_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace imrec {

/// XXH3-128.
class FileDigest {
 public:
  FileDigest();
  FileDigest(FileDigest&&) noexcept;
  ~FileDigest();

  void Add(std::span<const std::byte> bytes);
  /// 32 hexadecimal digits.
  std::string Hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILE_DIGEST_H_
