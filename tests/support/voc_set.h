// Small VOC data sets for tests.
#ifndef IMREC_TESTS_SUPPORT_VOC_SET_H_
#define IMREC_TESTS_SUPPORT_VOC_SET_H_

#include <filesystem>
#include <string>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// An <object> of a class with its corners in pixels, and more XML inside it.
std::string VocObjectXml(const std::string& name, int xmin, int ymin, int xmax, int ymax,
                         const std::string& more = {});

/// Writes ROOT/Annotations/STEM.xml with this size and these objects.
void WriteVocXml(const std::filesystem::path& root, const std::string& stem, ImageSize size,
                 const std::vector<std::string>& objects);

/// That, and ROOT/JPEGImages/STEM.jpg of that size.
void WriteVocSample(const std::filesystem::path& root, const std::string& stem, ImageSize size,
                    const std::vector<std::string>& objects);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_VOC_SET_H_
