// What every use of libjpeg here shares: errors as exceptions, damage told from what costs no
// pixels, output into a vector.
#ifndef IMREC_IMAGE_JPEG_JPEG_LIBRARY_H_
#define IMREC_IMAGE_JPEG_JPEG_LIBRARY_H_

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

// libjpeg's headers need <cstdio> before them.
#include <jerror.h>
#include <jpeglib.h>

namespace imrec::jpeg {

/// How many pixels beside a part its pixels depend on: chroma is interpolated.
inline constexpr int kNeighbours = 2;

constexpr int CeilDivide(int a, int b) { return (a + b - 1) / b; }

/// libjpeg reports through function pointers; a fatal error must not return, so it jumps out.
struct ErrorManager {
  using Message = std::array<char, JMSG_LENGTH_MAX>;

  jpeg_error_mgr base;
  std::jmp_buf jump;
  Message first_message;  // of a fatal error or of damage
  bool corrupt;           // libjpeg warned of damage and went on
  bool limit_exceeded;    // first_message says which
  bool fatal_after_scan;  // a fatal error came after the last MCU of a scan
  bool end_missing;       // the data ends without an end marker
  int extra_bytes_scan;   // bytes that belong to no marker follow this scan, from 1; 0: none
  Message extra_bytes_message;
};

void InstallErrorManager(ErrorManager& manager);

/// Forgets what was reported, before the next image.
void ClearReports(ErrorManager& manager);

/// Throws Error with the first message: kLimitExceeded or kCorruptData.
[[noreturn]] void ThrowReported(const ErrorManager& manager);

/// Call when all scans of a file of several are read. Reports as damage what is no longer after the
/// last MCU: bytes between two scans, and a missing end if scans are missing as well.
void JudgeScans(const jpeg_decompress_struct& info, ErrorManager& manager);

/// What libjpeg warned of after the last MCU, where it costs no pixels; empty if nothing.
std::string NoteOf(const ErrorManager& manager);

/// Runs calls into libjpeg. False if a fatal error ended them; `info` is then aborted. The callable
/// must not own anything, for a jump runs no destructors.
template <typename Callable>
bool Completes(ErrorManager& manager, jpeg_common_struct* info, const Callable& calls) {
  if (setjmp(manager.jump) != 0) {
    jpeg_abort(info);
    return false;
  }
  calls();
  return true;
}

/// The same, with an Error for a fatal error.
template <typename Callable>
void Guarded(ErrorManager& manager, jpeg_common_struct* info, const Callable& calls) {
  if (!Completes(manager, info, calls)) ThrowReported(manager);
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

#endif  // IMREC_IMAGE_JPEG_JPEG_LIBRARY_H_
