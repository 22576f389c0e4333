// Any bytes as a page of a store's list of objects.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <imrec/error.h>

#include "recordio/remote/s3/s3_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    imrec::remote::ParseS3ListPage({reinterpret_cast<const char*>(data), size});
  } catch (const imrec::Error&) {
  }
  return 0;
}
