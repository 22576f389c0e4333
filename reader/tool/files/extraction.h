// Converts records to files: images, a list, annotations.
#ifndef IMREC_READER_TOOL_FILES_EXTRACTION_H_
#define IMREC_READER_TOOL_FILES_EXTRACTION_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <imrec/image_codec.h>

#include "reader/tool/annotations/annotation_writer.h"
#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {

struct ExtractOptions {
  std::vector<std::string> sets;
  std::string folder;  // empty: write only the list
  std::string list;    // empty: in the folder; "-": standard output
  std::string classes;
  std::string fields = "difficult,truncated,occluded";
  const AnnotationOutput* annotations = nullptr;  // the format to write, or null
  std::string difficult = "keep";                 // objects that the format cannot mark: keep, drop
  bool force = false;
  bool quiet = false;
  bool json = false;

  bool list_to_stdout() const { return list == "-"; }
};

/// Returns the default name of the list for these files, NAME.lst.
std::string ListNameFor(const InputFiles& files);

/// One run of `imrec extract`. Not thread-safe.
class Extraction {
 public:
  /// Both arguments must outlive it. Throws Error if a file cannot be written, or exists and
  /// `force` is false.
  Extraction(const InputSet& input, const ExtractOptions& options);

  /// Reports records that cannot be extracted, and leaves them out. Reports invalid labels. Throws
  /// Error if no record can be extracted.
  void Run();

  std::uint64_t extracted() const { return input_.records().size() - bad_; }
  /// Number of records that were left out.
  std::uint64_t left_out() const { return bad_; }
  /// Number of records with invalid labels, which are written to the list as they are.
  std::uint64_t bad_labels() const { return bad_labels_; }
  /// Returns the commands that pack the folder into the same records again; none without a folder.
  std::vector<std::string> PackCommands() const;
  /// Returns what the annotations could not hold.
  std::vector<std::string> Losses() const {
    return writer_ ? writer_->Losses() : std::vector<std::string>();
  }

 private:
  std::string ImageFolder() const { return writer_ ? writer_->ImageFolder() : ""; }
  std::filesystem::path ListPath() const;
  void CheckList() const;
  void MakeFolders() const;
  void WriteClasses() const;
  void Extract(std::uint64_t ordinal);
  std::vector<std::string> AllClassNames() const;
  void NoteClasses(std::span<const float> labels);
  void Tell(const std::string& text);

  const InputSet& input_;
  const ExtractOptions& options_;
  std::vector<std::string> class_names_;
  SetLabels set_labels_;
  bool renumber_;
  std::filesystem::path root_;                // empty: write only the list
  std::unique_ptr<AnnotationWriter> writer_;  // null: no annotations
  AnyImageDecoder decoder_;
  std::vector<std::byte> payload_;
  std::uint32_t classes_end_ = 0;  // one more than the highest class in annotations
  std::string line_;
  std::uint64_t bad_ = 0;
  std::uint64_t bad_labels_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_EXTRACTION_H_
