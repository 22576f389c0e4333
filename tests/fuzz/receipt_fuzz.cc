// Any bytes as the receipt of a packed shard: what can be read can be written, and reads back the
// same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <imrec/error.h>

#include "im2rec/plan/shard_receipt.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const imrec::StagedSet set = {.options = {.prefix = "set", .shard_count = 3}, .run = "0a1b2c"};
  imrec::ShardReceipt receipt;
  try {
    receipt = imrec::ParseReceipt({reinterpret_cast<const char*>(data), size}, set, 1, "fuzz");
  } catch (const imrec::Error&) {
    return 0;
  }
  const imrec::ShardReceipt again =
      imrec::ParseReceipt(imrec::FormatReceipt(set, 1, receipt), set, 1, "again");
  if (again.packed != receipt.packed || again.skipped.size() != receipt.skipped.size()) abort();
  return 0;
}
