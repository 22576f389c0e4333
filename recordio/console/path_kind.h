// Finds out what a path on the command line is, for messages about arguments of the wrong kind.
#ifndef IMREC_RECORDIO_CONSOLE_PATH_KIND_H_
#define IMREC_RECORDIO_CONSOLE_PATH_KIND_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace imrec::console {

enum class PathKind {
  kNothing,     // the path does not exist
  kPattern,     // same, but it contains *, ? or [
  kPrefix,      // same, but it is the prefix of a data set or list; see FilesOfPrefix()
  kFolder,      // see LookIntoFolder()
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

/// Returns the name of a kind for messages, for example "a folder" or "a RecordIO file (.rec)". It
/// is "nothing" for kNothing and kPattern.
std::string_view NameOf(PathKind kind);

/// The files with a prefix, the first of each kind; empty if there is none.
struct PrefixFiles {
  std::filesystem::path records;   // PREFIX.rec, .rec.zst, or the first shard
  std::filesystem::path manifest;  // PREFIX.manifest.json
  std::filesystem::path list;      // PREFIX.lst, or one of PREFIX_train.lst, _val, _test, _0

  bool empty() const { return records.empty() && manifest.empty() && list.empty(); }
};
PrefixFiles FilesOfPrefix(const std::filesystem::path& prefix);

/// Returns the PREFIX of a data set's file: "data/cards" for data/cards.rec.zst,
/// data/cards-00001-of-00004.rec or data/cards.lst.
std::filesystem::path PrefixOfFile(const std::filesystem::path& file);

/// The contents of a folder, determined from the names of its entries. In large folders, not all
/// entries are included.
struct FolderContents {
  bool voc = false;                               // has VOC annotations, also in Annotations/
  std::vector<std::filesystem::path> lists;       // .lst, sorted
  std::vector<std::filesystem::path> records;     // .rec and .rec.zst, sorted
  std::vector<std::filesystem::path> json_files;  // .json without manifests, sorted
  std::vector<std::filesystem::path> folders;     // sorted
  std::size_t images = 0;                         // .jpg, .jpeg, .png
};
/// Returns the contents of a folder. Does not throw Error; an unreadable folder is empty.
FolderContents LookIntoFolder(const std::filesystem::path& folder);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_PATH_KIND_H_
