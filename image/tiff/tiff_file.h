// A TIFF file in memory that is open in libtiff: limits and errors as exceptions.
#ifndef IMREC_IMAGE_TIFF_TIFF_FILE_H_
#define IMREC_IMAGE_TIFF_TIFF_FILE_H_

#include <tiffio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "image/tiff/tiff_directory.h"

namespace imrec::tiff {

/// Not thread-safe; different objects may be used in different threads.
class File {
 public:
  /// `encoded` and `directory`, which ReadDirectory() has read from it, must outlive this object.
  /// Throws Error(kCorruptData) if libtiff refuses the file or reads other values.
  File(std::span<const std::byte> encoded, const Directory& directory);
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  TIFF* handle() const { return handle_.get(); }
  bool is_tiled() const { return TIFFIsTiled(handle()) != 0; }

  /// Width and height of tiles, or of full strips.
  ImageSize block_size() const { return block_size_; }
  /// Returns the size of a block in memory, in bytes.
  std::size_t BlockBytes() const;

  /// Returns the number of the block that contains a pixel of a plane.
  std::uint32_t BlockAt(int x, int y, int plane) const;

  /// Decodes a block, of which `rows` rows are needed. `memory` must have BlockBytes(). Throws
  /// Error(kCorruptData) if it is damaged, also if libtiff only warns.
  void ReadBlock(std::uint32_t block, int rows, std::span<std::byte> memory);

  /// Throws Error(kCorruptData) with the first message of libtiff, if there is one.
  [[noreturn]] void Fail(const char* otherwise) const;

 private:
  // What the callbacks of libtiff need.
  struct Client {
    std::span<const std::byte> bytes;
    std::uint64_t at = 0;
    std::array<char, 256> error{};
    std::array<char, 256> warning{};
  };

  static tmsize_t Read(thandle_t client, void* to, tmsize_t size);
  static tmsize_t Write(thandle_t client, void* from, tmsize_t size);
  static toff_t Seek(thandle_t client, toff_t offset, int whence);
  static int Close(thandle_t client);
  static toff_t Size(thandle_t client);
  static int Map(thandle_t client, void** base, toff_t* size);
  static void Unmap(thandle_t client, void* base, toff_t size);
  static int OnError(TIFF* file, void* client, const char* module, const char* format,
                     va_list arguments);
  static int OnWarning(TIFF* file, void* client, const char* module, const char* format,
                       va_list arguments);

  void RequireSame() const;
  void SetBlockSize();
  void CheckZstdWindow(std::uint32_t block) const;

  const Directory& directory_;
  Client client_;
  std::unique_ptr<TIFF, decltype(&TIFFClose)> handle_;
  ImageSize block_size_;
};

}  // namespace imrec::tiff

#endif  // IMREC_IMAGE_TIFF_TIFF_FILE_H_
