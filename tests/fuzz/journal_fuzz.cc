// Any bytes as the journal of a run. Names in it are names in the folder of the journal.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <imrec/error.h>

#include "recordio/dataset/pack_journal.h"
#include "tests/fuzz/scratch_folder.h"

namespace {

void CheckNames(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name.find('/') != std::string::npos || !name.starts_with("set")) abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::fuzz::WriteScratchFile("set.journal.partial", {data, size});
  try {
    const imrec::PackJournal journal(imrec::fuzz::ScratchFolder() / "set");
    CheckNames(journal.contents().shards);
    CheckNames(journal.contents().files);
  } catch (const imrec::Error&) {
  }
  return 0;
}
