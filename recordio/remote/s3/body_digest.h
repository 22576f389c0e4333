// Digests of what is sent to a store, so that it can check what arrives.
#ifndef IMREC_RECORDIO_REMOTE_S3_BODY_DIGEST_H_
#define IMREC_RECORDIO_REMOTE_S3_BODY_DIGEST_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "recordio/internal/byte_source.h"

namespace imrec::remote {

struct BodyDigests {
  std::string sha256;  // hexadecimal digits
  std::string md5;     // 16 bytes; empty if this system's libcrypto does not offer it
};

/// Returns the digests of a range of a file, which is read once. `on_step` is called after each
/// 256 KiB; an exception that it throws ends the function. Throws Error(kIo).
BodyDigests DigestsOf(const ByteSource& file, std::uint64_t offset, std::uint64_t size,
                      const std::function<void()>& on_step = {});
BodyDigests DigestsOf(std::string_view text);

/// Returns the bytes in the forms that headers need.
std::string HexOf(std::string_view bytes);
std::string Base64Of(std::string_view bytes);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_BODY_DIGEST_H_
