// Writes VOC annotations of records.
#ifndef IMREC_READER_TOOL_ANNOTATIONS_VOC_XML_H_
#define IMREC_READER_TOOL_ANNOTATIONS_VOC_XML_H_

#include <span>
#include <string>
#include <vector>

#include <imrec/image.h>

namespace imrec::tool {

struct VocSource {
  std::string filename;  // of the image
  ImageSize size;        // upright
  int channels = 3;
  std::span<const float> labels;  // a detection label
};

/// Returns the annotation's XML, for voc2lst with the coordinates `edges`: pixels from 1, both ends
/// included, each as the shortest decimal that gives the same label again. The values after an
/// object's box are written as the elements named in `fields`, in order ("difficult"); further
/// values are left out.
std::string VocXml(const VocSource& source, const std::vector<std::string>& class_names,
                   const std::vector<std::string>& fields);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_ANNOTATIONS_VOC_XML_H_
