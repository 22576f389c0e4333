// Formats and sizes of a data set's images, from a sample of its records.
#ifndef IMREC_READER_TOOL_INSPECT_IMAGE_SURVEY_H_
#define IMREC_READER_TOOL_INSPECT_IMAGE_SURVEY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <imrec/image.h>
#include <imrec/record_store.h>

namespace imrec::tool {

struct ImageSurvey {
  std::uint64_t looked_at = 0;                   // records, all or evenly spread over the set
  std::map<std::string, std::uint64_t> formats;  // "jpeg, colour"; damaged ones as "unreadable"
  std::vector<ImageSize> sizes;                  // after applying EXIF, ascending by area
  std::uint64_t encoded_bytes = 0;
  std::uint64_t turned = 0;  // images that EXIF rotates
};

/// Reads the headers of at most `limit` images.
ImageSurvey SurveyImages(const RecordStore& records, std::uint64_t limit);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_IMAGE_SURVEY_H_
