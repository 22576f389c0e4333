#include "recordio/remote/s3/body_digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <imrec/error.h>

namespace imrec::remote {
namespace {

constexpr std::size_t kStep = std::size_t{256} << 10;

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};

// A digest that libcrypto computes.
class Digest {
 public:
  explicit Digest(const EVP_MD* kind)
      : context_(::EVP_MD_CTX_new()),
        valid_(context_ && ::EVP_DigestInit_ex(context_.get(), kind, nullptr) == 1) {}

  void Add(std::span<const std::byte> bytes) {
    valid_ = valid_ && ::EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  // Returns an empty string if libcrypto does not offer this digest, as MD5 in its FIPS mode.
  std::string Result() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (!valid_ || ::EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) != 1) return {};
    return {reinterpret_cast<const char*>(bytes.data()), size};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, ContextDeleter> context_;
  bool valid_;
};

// Both digests of the same bytes.
class Digests {
 public:
  void Add(std::span<const std::byte> bytes) {
    sha256_.Add(bytes);
    md5_.Add(bytes);
  }
  BodyDigests Result() {
    BodyDigests result{.sha256 = HexOf(sha256_.Result()), .md5 = md5_.Result()};
    if (result.sha256.empty()) throw Error(ErrorCode::kIo, "libcrypto cannot compute SHA-256");
    return result;
  }

 private:
  Digest sha256_{::EVP_sha256()};
  Digest md5_{::EVP_md5()};
};

}  // namespace

BodyDigests DigestsOf(const ByteSource& file, std::uint64_t offset, std::uint64_t size,
                      const std::function<void()>& on_step) {
  Digests digests;
  std::vector<std::byte> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(size, kStep)));
  while (size > 0) {
    const std::span<std::byte> part =
        std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(size, kStep)));
    file.ReadAt(offset, part);
    digests.Add(part);
    offset += part.size();
    size -= part.size();
    if (on_step) on_step();
  }
  return digests.Result();
}

BodyDigests DigestsOf(std::string_view text) {
  Digests digests;
  digests.Add(std::as_bytes(std::span(text)));
  return digests.Result();
}

std::string HexOf(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4U];
    text += kDigits[value & 15U];
  }
  return text;
}

std::string Base64Of(std::string_view bytes) {
  std::vector<unsigned char> text((bytes.size() + 2) / 3 * 4 + 1);
  const int size =
      ::EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                        static_cast<int>(bytes.size()));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

}  // namespace imrec::remote
