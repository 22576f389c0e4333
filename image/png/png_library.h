// Shared by all code that calls libpng: errors as exceptions, and ownership of its structs.
#ifndef IMREC_IMAGE_PNG_PNG_LIBRARY_H_
#define IMREC_IMAGE_PNG_PNG_LIBRARY_H_

#include <png.h>

#include <array>
#include <csetjmp>
#include <string>

#include <imrec/error.h>

namespace imrec::png {

/// The messages of libpng during an operation: the error that ended it, and the first warning. Pass
/// its address to libpng as the error pointer for OnError() and OnWarning().
struct Messages {
  std::array<char, 256> error;
  std::array<char, 256> warning;
};

[[noreturn]] void OnError(png_structp png, png_const_charp text);

/// Stores the first warning. A wrong checksum of a critical chunk or of transparency (tRNS) is an
/// error.
void OnWarning(png_structp png, png_const_charp text);

/// Calls `calls`, which calls libpng. Returns false if an error occurred. `calls` must not own
/// anything, because the jump runs no destructors.
template <typename Callable>
bool Completes(png_structp png, const Callable& calls) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  calls();
  return true;
}

/// Throws Error(kCorruptData) with the message of the error, or Error(kIo) if memory is exhausted.
[[noreturn]] void ThrowCorrupt(const Messages& messages);

/// Same, but calls ThrowCorrupt() if an error occurred.
template <typename Callable>
void Guarded(png_structp png, const Messages& messages, const Callable& calls) {
  if (!Completes(png, calls)) ThrowCorrupt(messages);
}

/// Owns the libpng structs for one image. `kDestroy` frees them.
template <auto kDestroy>
struct State {
  png_structp png = nullptr;
  png_infop info = nullptr;

  /// `created` is the struct that libpng created, or null. Throws Error(kIo) if it is null or
  /// memory is exhausted.
  explicit State(png_structp created) : png(created) {
    if (png != nullptr) info = png_create_info_struct(png);
    if (info != nullptr) return;
    kDestroy(*this);
    throw Error(ErrorCode::kIo, "libpng could not be started: out of memory");
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { kDestroy(*this); }
};

inline constexpr auto kDestroyReader = [](auto& state) {
  png_destroy_read_struct(&state.png, &state.info, nullptr);
};
inline constexpr auto kDestroyWriter = [](auto& state) {
  png_destroy_write_struct(&state.png, &state.info);
};

}  // namespace imrec::png

#endif  // IMREC_IMAGE_PNG_PNG_LIBRARY_H_
