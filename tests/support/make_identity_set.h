// Small face recognition sets for tests, byte for byte as InsightFace's rec_builder.py lays them
// out.
#ifndef IMREC_TESTS_SUPPORT_MAKE_IDENTITY_SET_H_
#define IMREC_TESTS_SUPPORT_MAKE_IDENTITY_SET_H_

#include <cstddef>
#include <filesystem>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// Writes PATH and its .idx: identity i has `images_per_identity[i]` images. The head record comes
/// first. Every third image has two labels, of which the first counts.
void WriteIdentitySet(const std::filesystem::path& path,
                      const std::vector<std::size_t>& images_per_identity,
                      ImageSize size = {.width = 112, .height = 112});

/// The payload of a head or identity record.
std::vector<std::byte> KeyRangePayload(float begin, float end);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_MAKE_IDENTITY_SET_H_
