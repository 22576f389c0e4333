// SHA-256 (FIPS 180-4), for comparing with the digests of reference files.
#ifndef IMREC_TESTS_SUPPORT_SHA256_H_
#define IMREC_TESTS_SUPPORT_SHA256_H_

#include <cstddef>
#include <span>
#include <string>

namespace imrec::test {

/// The digest as 64 lower-case hexadecimal digits.
std::string Sha256(std::span<const std::byte> bytes);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_SHA256_H_
