// Temporary folders, file contents and small images for tests.
#ifndef IMREC_TESTS_SUPPORT_FILES_H_
#define IMREC_TESTS_SUPPORT_FILES_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// A new empty folder, removed with its contents on destruction.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::vector<std::byte> Bytes(std::string_view text);
std::string Text(const std::vector<std::byte>& bytes);

/// Writes a file, making the folders above it.
void WriteFile(const std::filesystem::path& path, std::string_view contents);
void WriteFile(const std::filesystem::path& path, const std::vector<std::byte>& contents);
std::vector<std::byte> ReadBytes(const std::filesystem::path& path);
std::string ReadText(const std::filesystem::path& path);

/// A smooth picture with an edge and some texture, different for each `variant`.
Image MakePicture(ImageSize size, int channels = 3, int variant = 0);
/// MakePicture encoded as a JPEG.
std::vector<std::byte> MakeJpeg(ImageSize size, int variant = 0, int quality = 90);

/// MakeJpeg whose EXIF block asks for this orientation, 1..8.
std::vector<std::byte> MakeRotatedJpeg(ImageSize size, int orientation);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_FILES_H_
