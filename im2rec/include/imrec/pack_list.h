// Packs the images of a list into RecordIO files, as im2rec does.
//
//   imrec::PackList("data/pets.lst", "photos", {.image = {.resize = 300}});
#ifndef IMREC_PACK_LIST_H_
#define IMREC_PACK_LIST_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/export.h>
#include <imrec/image.h>
#include <imrec/pack_options.h>

namespace imrec {

/// A list line that did not become a record.
struct SkippedLine {
  std::uint64_t line = 0;                   // from 1
  std::optional<std::uint64_t> index = {};  // nullopt if the line is malformed
  std::string path;                         // as in the list; empty if the line is malformed
  std::string reason;
};

/// A list line with invalid labels (see LabelProblem() in label_layout.h). It is packed unchanged.
struct BadLabel {
  std::uint64_t line = 0;
  std::string path;
  std::string reason;
  /// xmin, ymin, xmax, ymax of the object that `reason` names; nullopt if it names none, or if the
  /// corners are not finite.
  std::optional<std::array<float, 4>> box = {};
};

/// How many packed lines have labels that no reader accepts as they are.
struct BadLabelCounts {
  std::uint64_t lines = 0;
  std::uint64_t pixel_boxes = 0;  // of these, lines whose boxes look like pixel coordinates
};

/// Images that have boxes, and whose orientation is not the default one. Boxes are expected in
/// the default frame, that of ImageOptions{}: upright for JPEG, PNG and TIFF, as stored for WebP.
/// voc2lst writes such boxes. Images that are kept by `pass_through` are turned by readers.
struct FrameMismatches {
  std::uint64_t images = 0;
  std::uint64_t line = 0;   // of the first image, if there is one
  std::string path = {};    // its path, as in the list
  std::string option = {};  // why: "--exif all", "--exif ignore" or "--color -1"
};

/// A record that was written.
struct PackedRecord {
  std::uint64_t index = 0;        // of the list line
  std::uint64_t bytes = 0;        // header, labels and image
  ImageSize image = {};           // as stored in the record
  bool kept_bytes = false;        // the image has the bytes of its file
  std::span<const float> labels;  // as packed; valid during the call
};

/// Callbacks of PackList(). They are called in the thread that called it, and each may be empty. An
/// exception that they throw ends the run, as an error does.
struct PackObserver {
  std::function<void(const SkippedLine&)> on_skip = {};
  std::function<void(const BadLabel&)> on_bad_label = {};   // before the first image is read
  std::function<void(const PackedRecord&)> on_record = {};  // written by this run, in list order
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress = {};  // list lines
  /// If the data set is sent to a store: bytes that are there, and all bytes. Called at least ten
  /// times per second while files are sent, the first time before.
  std::function<void(std::uint64_t sent, std::uint64_t total)> on_upload = {};
  /// If the data set is in a store: called at least ten times per second while the network is
  /// waited for (once per second while credentials are fetched). An exception that this function or
  /// on_upload throws ends the run; what was sent in parts is given up within about two seconds.
  std::function<void()> on_wait = {};
  /// Messages for the user about labels, earlier runs and their files.
  std::function<void(const std::string&)> on_message = {};
  /// Called before PackList() throws, if it keeps what is packed for a run that resumes it; also if
  /// only sending it has failed.
  std::function<void()> on_kept = {};
};

/// What was packed.
struct PackResult {
  std::filesystem::path record_path;  // PREFIX.rec, or PREFIX if there are shards
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;           // of the (uncompressed) .rec files; 0 if none was written
  std::uint64_t shards = 0;          // number of .rec files
  std::uint64_t resumed = 0;         // records that an interrupted run had packed
  std::vector<SkippedLine> skipped;  // in the order of the list
  LabelPacking labels = LabelPacking::kInHeader;  // how labels were packed
  std::uint64_t kept_bytes = 0;  // images packed by this run with the bytes of their files
  // Images packed by this run whose file extension is that of another format. They are read by
  // their content.
  std::uint64_t misnamed = 0;
  // Lines with boxes of which only the first label is packed; see PackList().
  std::uint64_t lines_without_boxes = 0;
  FrameMismatches frame_mismatches = {};  // among the images packed by this run
  BadLabelCounts bad_labels;              // without malformed lines and repeated indices
  std::optional<ReplacedSet> replaced;    // the data set that was replaced
  // The objects that were sent to a store: s3://BUCKET/KEY, the manifest last.
  std::vector<std::string> objects = {};
  // True if the data set to resume was already complete; if it had yet to be sent, `objects` says
  // so. Then `skipped` is empty and `skipped_before` is the number of lines that had been skipped.
  bool was_complete = false;
  std::uint64_t skipped_before = 0;
};

/// Packs the images of a list file into a data set. The paths in the list are relative to the
/// folder `root`. Writes PREFIX.rec, or PREFIX-00000-of-00008.rec and so on, each with .idx and
/// .crc; PREFIX.manifest.json; PREFIX.skipped.tsv if lines were skipped; and PREFIX.classes.txt if
/// the list has class names. PREFIX is `options.output.prefix`, or by default the name of the list
/// without .lst. With several parts, the number of the part follows (`data/set.part003`). Creates
/// the folder of PREFIX. Replaces an existing data set.
///
/// PREFIX may be s3://BUCKET/KEY. The files are then packed into a local folder, which depends on
/// PREFIX and `options.output.staging` only, and sent when they are complete, the manifest last. If
/// that fails, they stay there for a run that resumes this one. A data set that is replaced is a
/// mixture of both until the manifest is sent.
///
/// The class names are those of LIST.classes.txt next to the list. If that does not exist, they are
/// those of `set.classes.txt` for a list that --list has split (`set_train.lst`, `set_0.lst`), or
/// of PREFIX.classes.txt.
///
/// Unless `options.labels` is set, all labels of each line are packed if most lines have detection
/// labels, otherwise only the first label, as MXNet does. In the latter case `lines_without_boxes`
/// counts the lines that have a detection label.
///
/// The files do not depend on the number of threads, nor on interruptions that were resumed. If no
/// image can be packed, existing files stay. Throws Error
/// - for options out of range, for a list that cannot be read or none of whose paths exists below
///   `root`, and for files that cannot be written;
/// - if `options.on_error` is kFail, for the first line that cannot be packed. Problems of the list
///   come before problems of images, each in list order.
/// If it throws, existing files stay, and the packed records are kept in .partial files for a run
/// that resumes this one. Calls with different prefixes may run at the same time.
IMREC_EXPORT PackResult PackList(const std::filesystem::path& list,
                                 const std::filesystem::path& root, const PackOptions& options = {},
                                 const PackObserver& observer = {});

}  // namespace imrec

#endif  // IMREC_PACK_LIST_H_
