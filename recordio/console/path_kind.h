// What a path on the command line is, whatever it was meant to be: for messages that say what was
// given where something else was wanted.
#ifndef IMREC_RECORDIO_CONSOLE_PATH_KIND_H_
#define IMREC_RECORDIO_CONSOLE_PATH_KIND_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace imrec::console {

enum class PathKind {
  kNothing,  // there is nothing by this name
  kPattern,  // nothing either, but it has *, ? or [ in it
  kPrefix,   // nothing either, but files of a data set or lists begin with it: see FilesOfPrefix()
  kFolder,   // see LookIntoFolder()
  kRecords,  // .rec
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
  kPartial,     // of a run that goes on or was interrupted: .partial
  kEmpty,       // a file without contents, and without an extension that says what it was meant for
  kText,
  kOther,    // a file of another kind
  kSpecial,  // a pipe, device or socket
};

/// What `path` is, by its first 64 KiB; its extension decides where these do not. Never opens
/// anything but regular files, and throws nothing: what cannot be read goes by its extension.
PathKind KindOfPath(const std::filesystem::path& path);

/// "a folder", "a RecordIO file (.rec)"; for kNothing and kPattern "nothing".
std::string_view NameOf(PathKind kind);

/// The files whose names begin with PREFIX, each the first of its kind; empty if there is none.
struct PrefixFiles {
  std::filesystem::path records;   // PREFIX.rec, .rec.zst, or the first shard
  std::filesystem::path manifest;  // PREFIX.manifest.json
  std::filesystem::path list;      // PREFIX.lst, or one of PREFIX_train.lst, _val, _test, _0

  bool empty() const { return records.empty() && manifest.empty() && list.empty(); }
};
PrefixFiles FilesOfPrefix(const std::filesystem::path& prefix);

/// The PREFIX of a data set's file: "data/cards" for data/cards.rec.zst,
/// data/cards-00001-of-00004.rec or data/cards.lst.
std::filesystem::path PrefixOfFile(const std::filesystem::path& file);

/// What a folder holds, by the names of its entries. Not all are looked at in large folders.
struct FolderContents {
  bool voc = false;                               // annotations, here or in a folder Annotations
  std::vector<std::filesystem::path> lists;       // .lst, sorted
  std::vector<std::filesystem::path> records;     // .rec and .rec.zst, sorted
  std::vector<std::filesystem::path> json_files;  // .json but manifests, sorted
  std::vector<std::filesystem::path> folders;     // sorted
  std::size_t images = 0;                         // .jpg, .jpeg, .png
};
/// Throws nothing: a folder that cannot be read holds nothing.
FolderContents LookIntoFolder(const std::filesystem::path& folder);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_PATH_KIND_H_
