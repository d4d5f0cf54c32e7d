// The obligations of proofs as SMT-LIB files, for other solvers, and the manifest that holds them together.
#pragma once

#include <map>
#include <string>

#include "checker/check.h"
#include "cli/certificates/manifest.h"

namespace cli::certificates {

/// A proof that is of no claim of a specification, without a manifest: `name` begins the names of the files. False, with a
/// message, if one cannot be written.
bool write_certificate(const std::string& directory, const std::string& name, const checker::Certificate& certificate);

/// Certificates of one model. Each method is false, with a message, if a file cannot be written.
class Writer {
 public:
  /// What an earlier run has left there, and listed, goes.
  Writer(std::string directory, const Loaded& loaded, const model::Model& model);

  /// One file per obligation, named after the first property that needs it.
  bool add(const checker::PropertyReport& report);
  /// The manifest comes last: where it is, all that it lists is there. None if nothing was proved: if files of an earlier run have gone
  /// for that, it is said.
  bool finish() const;

 private:
  std::optional<Entry> write(const std::string& property, const checker::Obligation& obligation);

  std::string directory_;
  std::size_t removed_;
  Manifest manifest_;
  std::map<std::string, std::string> file_of_;  // by digest
  std::map<std::string, unsigned> written_for_;
};

}  // namespace cli::certificates
