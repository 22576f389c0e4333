// What every use of libjpeg here shares: errors as exceptions, output into a vector.
#ifndef IMREC_IMAGE_JPEG_LIBRARY_H_
#define IMREC_IMAGE_JPEG_LIBRARY_H_

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <vector>

// libjpeg's headers need <cstdio> before them.
#include <jerror.h>
#include <jpeglib.h>

namespace imrec::jpeg {

/// How many pixels beside a part its pixels depend on: chroma is interpolated.
inline constexpr int kNeighbours = 2;

constexpr int CeilDivide(int a, int b) { return (a + b - 1) / b; }

// libjpeg reports through function pointers; a fatal error must not return, so it jumps out.
struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  std::array<char, JMSG_LENGTH_MAX> first_message;
  bool corrupt;  // libjpeg warned and went on
};

void InstallErrorManager(ErrorManager& manager);

/// Forgets what was reported, before the next image.
void ClearReports(ErrorManager& manager);

/// Throws Error(kCorruptData) with the first message.
[[noreturn]] void ThrowCorrupt(const ErrorManager& manager);

/// Runs calls into libjpeg; a fatal error inside becomes an Error. The callable must not own
/// anything, for a jump runs no destructors.
template <typename Callable>
void Guarded(ErrorManager& manager, jpeg_common_struct* info, const Callable& calls) {
  if (setjmp(manager.jump) != 0) {
    jpeg_abort(info);
    ThrowCorrupt(manager);
  }
  calls();
}

/// libjpeg's destination over a byte vector that grows.
class VectorDestination {
 public:
  /// Replaces the contents of `bytes`, which must outlive this.
  VectorDestination(jpeg_compress_struct& info, std::vector<std::byte>& bytes);
  VectorDestination(const VectorDestination&) = delete;
  VectorDestination& operator=(const VectorDestination&) = delete;

  /// Cuts the vector to what was written; after jpeg_finish_compress().
  void Finish() { bytes_.resize(used_); }

 private:
  static VectorDestination& Of(j_compress_ptr info);
  static void Start(j_compress_ptr info);
  static boolean Grow(j_compress_ptr info);
  static void End(j_compress_ptr info);
  void OfferSpace();

  jpeg_destination_mgr base_{};
  std::vector<std::byte>& bytes_;
  std::size_t used_ = 0;
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_LIBRARY_H_
