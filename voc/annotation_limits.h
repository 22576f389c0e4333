// Limits of annotation files. docs/reliability.md lists all limits.
#ifndef IMREC_VOC_ANNOTATION_LIMITS_H_
#define IMREC_VOC_ANNOTATION_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace imrec {

/// The size of an annotation of VOC, in bytes. The parser keeps the whole document in memory.
inline constexpr std::size_t kMaxAnnotationBytes = std::size_t{64} << 20;

/// The size of an annotation of LabelMe, in bytes. Such files often contain their image.
inline constexpr std::uintmax_t kMaxLabelMeBytes = std::uintmax_t{256} << 20;

/// The number of JSON values in it. A polygon has three for each point: a list of two numbers.
inline constexpr std::uint64_t kMaxLabelMeValues = 4'000'000;

/// How deeply elements of XML, or arrays and objects of JSON, are nested.
inline constexpr std::size_t kMaxNesting = 100;

/// The size of a record of CSV in bytes, and the number of its fields.
inline constexpr std::size_t kMaxCsvRecord = std::size_t{1} << 20;
inline constexpr std::size_t kMaxCsvFields = 10'000;

/// The highest number of a class, and the most classes, that a data.yaml of YOLO declares.
inline constexpr std::uint32_t kMostYoloClasses = 100'000;

/// The width and height of an image that annotations declare, in pixels.
inline constexpr std::uint32_t kMostDeclaredPixels = 1'000'000'000;

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_LIMITS_H_
