"""What people type in: new documents and drafts, reasons and signatures, reports and reviews, files with each."""
