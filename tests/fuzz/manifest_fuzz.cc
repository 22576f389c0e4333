// Any bytes as a manifest: what can be read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <imrec/error.h>
#include <imrec/manifest.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::Manifest manifest;
  try {
    manifest = imrec::ParseManifest(std::string(reinterpret_cast<const char*>(data), size),
                                    "a.manifest.json");
  } catch (const imrec::Error&) {
    return 0;
  }
  if (imrec::ParseManifest(imrec::FormatManifest(manifest), "again") != manifest) abort();
  return 0;
}
