# Harvests an OAI-PMH base URL with HTTP::OAI and tells each record: identifier, a tab, live or deleted.
# The module waits ten seconds longer than it is told; here it hurries.
use strict;
use warnings;
BEGIN { *CORE::GLOBAL::sleep = sub { select( undef, undef, undef, 0.02 ); return 1 } }
use HTTP::OAI;

my ( $base, $prefix ) = @ARGV;
my $harvester = HTTP::OAI::Harvester->new( baseURL => $base );
my $answer = $harvester->ListRecords(
    metadataPrefix => $prefix,
    onRecord       => sub {
        my ($record) = @_;
        printf "%s\t%s\n", $record->identifier, $record->is_deleted ? "deleted" : "live";
    },
);
die $answer->code, " ", $answer->message, "\n" if $answer->is_error;
