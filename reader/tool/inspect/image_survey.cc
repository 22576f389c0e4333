#include "reader/tool/inspect/image_survey.h"

#include <algorithm>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>

#include "image/internal/orientation.h"

namespace imrec::tool {
namespace {

std::string ChannelsText(int channels) {
  switch (channels) {
    case 1:
      return "grey";
    case 3:
      return "colour";
    default:
      return std::to_string(channels) + " channels";
  }
}

void AddImage(std::span<const std::byte> encoded, AnyImageDecoder& decoder, ImageSurvey& survey) {
  const ImageInfo info = decoder.ReadInfo(encoded);
  const std::string format(DetectImageCodec(encoded)->name);
  ++survey.formats[format + ", " + ChannelsText(info.channels)];
  survey.sizes.push_back(OrientedSize(info.size, info.orientation));
  survey.encoded_bytes += encoded.size();
  if (info.orientation != 1) ++survey.turned;
}

std::int64_t Area(ImageSize size) { return std::int64_t{size.width} * size.height; }

}  // namespace

ImageSurvey SurveyImages(const RecordStore& records, std::uint64_t limit) {
  ImageSurvey survey;
  survey.looked_at = std::min(limit, records.size());
  AnyImageDecoder decoder;
  std::vector<std::byte> payload;
  for (std::uint64_t i = 0; i < survey.looked_at; ++i) {
    try {
      records.Read(i * records.size() / survey.looked_at, payload);
      AddImage(ImageRecordView(payload).image(), decoder, survey);
    } catch (const Error&) {
      // `imrec verify` reports the fault.
      ++survey.formats["unreadable"];
    }
  }
  std::ranges::sort(survey.sizes, {}, Area);
  return survey;
}

}  // namespace imrec::tool
