// Finds out what a path on the command line is, for messages about arguments of the wrong kind.
#ifndef IMREC_RECORDIO_CONSOLE_PATH_KIND_H_
#define IMREC_RECORDIO_CONSOLE_PATH_KIND_H_

#include <filesystem>
#include <string_view>

namespace imrec::console {

enum class PathKind {
  kNothing,     // the path does not exist
  kPattern,     // same, but it contains *, ? or [
  kPrefix,      // same, but it is the prefix of a data set or list; see prefix_files.h
  kFolder,      // see folder_contents.h
  kRecords,     // .rec
  kCompressed,  // .rec.zst
  kList,        // .lst
  kIndex,       // .idx
  kChecksums,   // .crc
  kManifest,    // .manifest.json
  kClassNames,  // .classes.txt
  kJpeg,
  kPng,
  kOtherImage,  // of a format that imrec does not read
  kAnnotation,  // XML of a VOC annotation
  kXml,         // other XML, or HTML
  kCoco,        // JSON with images, annotations or categories
  kJson,        // other JSON
  kPartial,     // .partial, of a run that is active or was interrupted
  kEmpty,       // an empty file whose extension is unknown
  kText,
  kOther,    // a file of another kind
  kSpecial,  // a pipe, device or socket
};

/// Returns the kind of `path`, determined from its first 64 KiB, or from its extension if these are
/// not sufficient or cannot be read. Opens only regular files. Does not throw Error.
PathKind KindOfPath(const std::filesystem::path& path);

/// Returns the kind that the extension of a name means, or `otherwise` if that is unknown.
PathKind KindByExtension(const std::filesystem::path& path, PathKind otherwise);

/// Returns the name of a kind for messages, for example "a folder" or "a RecordIO file (.rec)". It
/// is "nothing" for kNothing and kPattern.
std::string_view NameOf(PathKind kind);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_PATH_KIND_H_
