#!/usr/bin/perl
# Includes point down, each library lives in its own room, core does no I/O,
# and no file calls what git bans for good reasons.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));

chdir(($0 =~ m{^(.*)/tests/lint/})[0] // '.') or die "chdir: $!";

my %below = (
	core    => [qw(core)],
	b24     => [qw(b24 core)],
	xml     => [qw(xml core)],
	watcher => [qw(watcher b24 xml core)],
	web     => [qw(web watcher b24 xml core)],
	cmd     => [qw(cmd web watcher b24 xml core)],
);
my %only = (
	'libxml/'      => qr{^xml/},
	'curl/'        => qr{^b24/(?:http|transfer)\.[ch]$},
	'sqlite3'      => qr{^watcher/history},
	'inotifytools/' => qr{^watcher/notify\.c$},
);
my $io = qr{^(stdio|unistd|fcntl|sys/.*|dirent|time|poll|signal|netdb)\.h$};
my $banned = qr{\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok
	|atoi|atol|atof|sscanf|localtime|gmtime|ctime|asctime|system|popen
	|alloca|tmpnam|mktemp|rand|srand)\s*\(}x;

my ($test, $failed) = (0, 0);

sub ok
{
	my ($name, @faults) = @_;
	$test++;
	$failed ||= @faults > 0;
	print @faults ? 'not ok' : 'ok', " $test - $name\n";
	print "# $_\n" for @faults;
}

sub lines
{
	my ($file) = @_;
	open(my $in, '<', $file) or die "$file: $!";
	return <$in>;
}

for my $layer (sort keys %below) {
	my (@up, @foreign, @io);
	for my $file (sort glob("$layer/*.[ch]")) {
		my $number = 0;
		for (lines($file)) {
			$number++;
			next unless /^\s*#\s*include\s+([<"])([^>"]+)[>"]/;
			my ($kind, $name) = ($1, $2);
			my ($room) = $name =~ m{^(\w+)/};
			push @up, "$file:$number includes $name"
				if $kind eq '"' &&
				!grep { $room && $_ eq $room } @{$below{$layer}};
			for my $library (keys %only) {
				push @foreign, "$file:$number includes $name"
					if index($name, $library) == 0 &&
					$file !~ $only{$library};
			}
			push @io, "$file:$number includes $name"
				if $layer eq 'core' && $name =~ $io;
		}
	}
	ok("$layer includes only what is below it", @up);
	ok("$layer keeps to its libraries", @foreign);
	ok("core does no I/O", @io) if $layer eq 'core';
}

my (@calls, @state, @heads);
my @sources = glob('{core,b24,xml,watcher,web,cmd,tests/*}/*.c');
for my $file (@sources) {
	my @text = lines($file);
	my $number = 0;
	for (@text) {
		$number++;
		(my $code = $_) =~ s{"(\\.|[^"\\])*"|//.*|/\*.*?\*/}{}g;
		next if $code =~ /^\s*\*/;
		push @calls, "$file:$number calls $1()" if $code =~ $banned;
		push @state, "$file:$number: $_"
			if $file !~ m{^tests/} && $code =~
			/^(static\s+)?(?!const|extern|typedef|struct\s+\w+\s*\{)
			 (unsigned\s+|struct\s+)?\w+\s*\**\s*\w+(\[.*\])?\s*=[^=]/x
			&& $code !~ /\bconst\b/;
	}
	push @heads, $file if $text[0] !~ m{^/\*};
}
ok('no banned function is called', @calls);
ok('no mutable state at file scope', @state);
ok('each source opens with what it is for', @heads);

print "1..$test\n";
exit($failed ? 1 : 0);
