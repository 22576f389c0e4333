// Little-endian loads and stores at unaligned addresses.
#ifndef IMREC_RECORDIO_LITTLE_ENDIAN_H_
#define IMREC_RECORDIO_LITTLE_ENDIAN_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace imrec {

static_assert(std::endian::native == std::endian::little,
              "the file formats are little-endian; a big-endian port must swap here");

/// Loads sizeof(T) bytes.
template <typename T>
requires std::is_trivially_copyable_v<T> T LoadLittleEndian(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

/// Stores sizeof(T) bytes.
template <typename T>
requires std::is_trivially_copyable_v<T>
void StoreLittleEndian(T value, std::byte* bytes) { std::memcpy(bytes, &value, sizeof value); }

/// Appends sizeof(T) bytes to `out`.
template <typename T>
requires std::is_trivially_copyable_v<T>
void AppendLittleEndian(T value, std::vector<std::byte>& out) {
  const std::size_t end = out.size();
  out.resize(end + sizeof value);
  StoreLittleEndian(value, out.data() + end);
}

}  // namespace imrec

#endif  // IMREC_RECORDIO_LITTLE_ENDIAN_H_
