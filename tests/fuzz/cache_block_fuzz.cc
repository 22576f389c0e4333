// Any bytes as the head of a block in the cache: what can be read can be written, and reads back
// the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "recordio/remote/cache/cache_block.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace remote = imrec::remote;
  const auto header = remote::ParseBlockHeader({reinterpret_cast<const char*>(data), size});
  if (!header) return 0;
  const auto text = remote::FormatBlockHeader(*header);
  if (!text) return 0;  // the names are too long
  if (text->size() != remote::kBlockHeaderBytes) abort();
  const auto again = remote::ParseBlockHeader(*text);
  if (!again || remote::FormatBlockHeader(*again) != text) abort();
  if (again->name != header->name || again->offset != header->offset) abort();
  return 0;
}
