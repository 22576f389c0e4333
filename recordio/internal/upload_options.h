// How files are sent to an object store.
#ifndef IMREC_RECORDIO_INTERNAL_UPLOAD_OPTIONS_H_
#define IMREC_RECORDIO_INTERNAL_UPLOAD_OPTIONS_H_

#include <chrono>
#include <cstdint>

namespace imrec {

/// A request that fails is sent again, after a random delay that grows with each attempt.
struct UploadOptions {
  std::uint64_t multipart_from = 100'000'000;  // bytes of a file; smaller ones are sent at once
  std::uint64_t part_bytes = std::uint64_t{16} << 20;  // at least; longer for more than 9,000 parts
  std::uint32_t max_in_flight = 4;                     // requests at the same time
  std::uint32_t max_attempts = 10;                     // of one request
  std::chrono::milliseconds connect_limit{3'000};
  std::chrono::milliseconds quiet_limit{60'000};  // without a byte in either direction
};

/// Returns the options with the values of IMREC_S3_MULTIPART_FROM and IMREC_S3_PART_SIZE, numbers
/// of bytes, if they are set. Throws Error(kInvalidArgument) if one of them is no number of
/// 1..5 GiB. S3 refuses parts of less than 5 MiB; other stores have other limits.
UploadOptions UploadOptionsFromEnvironment();

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_UPLOAD_OPTIONS_H_
