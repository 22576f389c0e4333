// Shared by all code that calls libjpeg: errors as exceptions, the distinction between damage and
// warnings that affect no pixels, and output to a vector.
#ifndef IMREC_IMAGE_JPEG_JPEG_LIBRARY_H_
#define IMREC_IMAGE_JPEG_JPEG_LIBRARY_H_

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

// The headers of libjpeg require <cstdio>.
#include <jerror.h>
#include <jpeglib.h>

namespace imrec::jpeg {

/// The pixels of a part depend on this many pixels around it, because chroma is interpolated.
inline constexpr int kNeighbours = 2;

constexpr int CeilDivide(int a, int b) { return (a + b - 1) / b; }

/// Receives the errors and warnings of libjpeg. The function for fatal errors must not return, so
/// it jumps to `jump`.
struct ErrorManager {
  using Message = std::array<char, JMSG_LENGTH_MAX>;

  jpeg_error_mgr base;
  std::jmp_buf jump;
  Message first_message;  // of the fatal error, or else of the first damage
  bool corrupt;           // libjpeg warned of damage and continued
  bool limit_exceeded;    // a limit was exceeded; first_message says which
  int fatal_code;         // the number of the fatal error; 0 = none
  bool fatal_after_scan;  // a fatal error occurred after the last MCU of a scan
  bool end_missing;       // the data ends without an end marker
  int extra_bytes_scan;   // number of the scan, from 1, that extra bytes follow; 0 = none
  Message extra_bytes_message;
  bool header_padded;  // zeros lie between segments before the first scan
};

/// Sets the function pointers of `manager`. The caller sets the `err` field of the libjpeg struct
/// to &manager.base.
void InstallErrorManager(ErrorManager& manager);

/// Clears everything that was reported. Call before each image.
void ClearReports(ErrorManager& manager);

/// Throws an Error with the first message: kCorruptData, unless a limit was exceeded
/// (kLimitExceeded), libjpeg has no decoder for such files (kUnsupported), or memory is exhausted
/// (kIo).
[[noreturn]] void ThrowReported(const ErrorManager& manager);

/// Call when all scans of a file with several scans have been read. Sets `corrupt` if extra bytes
/// lie between two scans, or if both the end marker and scans are missing.
void JudgeScans(const jpeg_decompress_struct& info, ErrorManager& manager);

/// Returns a description of the damage after the last MCU, or of padding in the header, which
/// affect no pixels; empty if there is none.
std::string NoteOf(const ErrorManager& manager);

/// Calls `calls`, which calls libjpeg. Returns false if a fatal error occurred; `info` is then
/// aborted. `calls` must not own anything, because the jump runs no destructors.
template <typename Callable>
bool Completes(ErrorManager& manager, jpeg_common_struct* info, const Callable& calls) {
  if (setjmp(manager.jump) != 0) {
    jpeg_abort(info);
    return false;
  }
  calls();
  return true;
}

/// Same, but calls ThrowReported() if a fatal error occurred.
template <typename Callable>
void Guarded(ErrorManager& manager, jpeg_common_struct* info, const Callable& calls) {
  if (!Completes(manager, info, calls)) ThrowReported(manager);
}

/// A libjpeg destination that writes to a byte vector and grows it.
class VectorDestination {
 public:
  /// Installs itself in `info`. Replaces the contents of `bytes`, which must outlive this object.
  VectorDestination(jpeg_compress_struct& info, std::vector<std::byte>& bytes);
  VectorDestination(const VectorDestination&) = delete;
  VectorDestination& operator=(const VectorDestination&) = delete;

  /// Truncates the vector to the bytes that were written. Call after jpeg_finish_compress().
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
