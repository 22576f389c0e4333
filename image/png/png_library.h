// What reading and writing PNG files share: libpng's errors as exceptions, and its structures.
#ifndef IMREC_IMAGE_PNG_PNG_LIBRARY_H_
#define IMREC_IMAGE_PNG_PNG_LIBRARY_H_

#include <png.h>

#include <array>
#include <csetjmp>
#include <string>

#include <imrec/error.h>

namespace imrec::png {

/// What libpng says during an operation: the error that made it jump out, and its first warning.
/// Given to libpng as the pointer for OnError() and OnWarning().
struct Messages {
  std::array<char, 256> error;
  std::array<char, 256> warning;
};

[[noreturn]] void OnError(png_structp png, png_const_charp text);

/// Keeps the text; of the transparency chunk (tRNS), a wrong checksum is an error.
void OnWarning(png_structp png, png_const_charp text);

/// Runs calls into libpng. False if an error ended them. The callable must not own anything, for a
/// jump runs no destructors.
template <typename Callable>
bool Completes(png_structp png, const Callable& calls) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  calls();
  return true;
}

/// Throws Error(kCorruptData) with the message of the error.
[[noreturn]] void ThrowCorrupt(const Messages& messages);

/// Runs calls into libpng, with an Error for an error.
template <typename Callable>
void Guarded(png_structp png, const Messages& messages, const Callable& calls) {
  if (!Completes(png, calls)) ThrowCorrupt(messages);
}

/// Owns libpng's structures for one image, which `kDestroy` frees.
template <auto kDestroy>
struct State {
  png_structp png = nullptr;
  png_infop info = nullptr;

  /// `created`: what libpng made, or null. Throws Error if it could not be started.
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
