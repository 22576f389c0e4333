// Any bytes as the state of a reader: what can be read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <imrec/error.h>
#include <imrec/reader_state.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::ReaderState state;
  try {
    state = imrec::ReaderStateFromJson({reinterpret_cast<const char*>(data), size});
  } catch (const imrec::Error&) {
    return 0;
  }
  if (imrec::ReaderStateFromJson(imrec::ToJson(state)) != state) abort();
  return 0;
}
