// Reads boxes from CSV files.
#ifndef IMREC_VOC_CSV_CSV_BOXES_H_
#define IMREC_VOC_CSV_CSV_BOXES_H_

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/annotation_table.h"
#include "voc/classes/label_map.h"
#include "voc/csv/csv_layout.h"

namespace imrec {

struct CsvRules {
  std::string set = {};              // only rows of this set; empty: all
  std::optional<BoxUnit> unit = {};  // nullopt: decided by the file
  /// How pixels are read; nullopt: raw, with a note if they seem to be counted from 1.
  std::optional<VocCoordinates> pixels = {};
  const LabelMap* labels = nullptr;  // the names of classes; null: the file has them
  std::vector<CsvColumn> drop = {};  // flags; boxes with one of them are omitted without a report
};

/// Reads a stream whose rows are boxes; see csv_layout.h for the columns. A row whose box and class
/// are empty is an image without objects. Unless they are known, coordinates are shares if none is
/// above 1, and pixels otherwise; rows of all sets count.
///
/// Omits and reports rows without a usable image name, class or box. Throws Error(kCorruptData)
/// with the line if the text is not CSV, or its columns are not those of boxes; and
/// Error(kInvalidArgument) if a set is asked for and there is no column of sets, if most boxes but
/// not all look like shares, or if the boxes have a size and pixels are not to be read raw; and
/// Error(kNotFound) if no row is in the set.
AnnotationTable ReadCsvBoxes(std::istream& stream, const std::string& file, const CsvRules& rules,
                             VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_CSV_CSV_BOXES_H_
