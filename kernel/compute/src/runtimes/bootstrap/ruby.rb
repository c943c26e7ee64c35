# frozen_string_literal: true

# Runs a Ruby function: asks the Runtime API for events, calls the handler, tells what came of it.
#
# What programs can see of this - errors, traces, the context, log lines - is as AWS's own has it. Must run
# on every Ruby from 3.1 on, with nothing but the standard library.

require "json"
require "logger"
require "net/http"
require "stringio"

# What a handler gets beside the event.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name, :function_name,
              :memory_limit_in_mb, :function_version, :identity, :client_context, :deadline_ms

  def initialize(headers)
    @aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    @invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
    @deadline_ms = headers["Lambda-Runtime-Deadline-Ms"].to_i
    @log_group_name = ENV["AWS_LAMBDA_LOG_GROUP_NAME"]
    @log_stream_name = ENV["AWS_LAMBDA_LOG_STREAM_NAME"]
    @function_name = ENV["AWS_LAMBDA_FUNCTION_NAME"]
    @memory_limit_in_mb = ENV["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    @function_version = ENV["AWS_LAMBDA_FUNCTION_VERSION"]
    @identity = document(headers["Lambda-Runtime-Cognito-Identity"])
    @client_context = document(headers["Lambda-Runtime-Client-Context"])
  end

  def get_remaining_time_in_millis
    left = @deadline_ms - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond)
    left.positive? ? left : 0
  end

  private

  def document(text)
    JSON.parse(text.dup.force_encoding("UTF-8")) unless text.nil? || text.empty?
  end
end

module HaneulBootstrap
  # Whose names AWS tells outside of the answer.
  NAMED = %w[
    ArgumentError NoMethodError Exception StandardError NameError LoadError SystemExit SystemStackError
  ].freeze
  FRAMES = 100

  class << self
    # The request that is under way.
    attr_accessor :request
  end

  # An error and where it came from: `Function`, `Init` or `Runtime`.
  class Fault
    def initialize(error, from)
      @error = error
      @from = from
    end

    def kind
      "#{@from}<#{@error.class}>"
    end

    def header
      NAMED.include?(@error.class.to_s) ? kind : "Function<UserException>"
    end

    def document
      { errorMessage: Text.clean(@error.message), errorType: kind, stackTrace: trace }
    end

    private

    # From where it was raised up to the function's own first line.
    def trace
      lines = (@error.backtrace || []).take_while { |line| !line.start_with?(__FILE__) }
      lines.first(FRAMES).map { |line| Text.clean(line) }
    end
  end

  module Text
    def self.clean(value)
      value.to_s.encode("UTF-8", invalid: :replace, undef: :replace).scrub
    end

    # Lines of one event of the log end as AWS's own sandboxes end them.
    def self.event(value)
      clean(value).chomp.gsub("\n", "\r") + "\n"
    end
  end

  # One call of `puts` is one event of the log.
  module Puts
    def puts(*values)
      return super unless $stdout.equal?(STDOUT)

      values = values.flatten
      $stdout.write(Text.event(values.map { |value| Text.clean(value).chomp }.join("\n")))
      nil
    end
  end

  # Lines of loggers say the request.
  class Lines < Logger::Formatter
    def call(severity, time, progname, message)
      head = "#{severity[0]}, [#{format_datetime(time)} ##{Process.pid}] #{severity.rjust(5)}"
      Text.event("#{head} #{HaneulBootstrap.request} -- #{progname}: #{msg2str(message)}")
    end
  end

  class JsonLines < Logger::Formatter
    def call(severity, time, progname, message)
      line = {
        timestamp: time.getutc.strftime("%Y-%m-%dT%H:%M:%S.%6NZ"), level: severity,
        message: Text.clean(message.is_a?(Exception) ? message.message : msg2str(message)),
        requestId: HaneulBootstrap.request
      }
      line[:logger] = Text.clean(progname) unless progname.to_s.empty?
      line.update(error(message)) if message.is_a?(Exception)
      "#{JSON.generate(line.compact)}\n"
    end

    private

    def error(error)
      frames = (error.backtrace || []).map { |line| Text.clean(line) }
      { errorType: error.class.to_s, errorMessage: Text.clean(error.message), stackTrace: frames }
    end
  end

  # Loggers that write to an output of the process, unless they are told how.
  module Loggers
    JSON_LOGS = ENV.fetch("AWS_LAMBDA_LOG_FORMAT", "").casecmp?("json")
    LEVELS = { "TRACE" => "DEBUG" }.freeze

    def initialize(device, *rest, **more)
      super
      return unless device.nil? || device.equal?($stdout) || device.equal?($stderr)

      @default_formatter = JSON_LOGS ? JsonLines.new : Lines.new
      level = ENV.fetch("AWS_LAMBDA_LOG_LEVEL", "").upcase
      self.level = LEVELS.fetch(level, level) if JSON_LOGS && !level.empty? && !more.key?(:level)
    end
  end

  # The Runtime API, over one connection.
  class Client
    ROOT = "/2018-06-01/runtime/"
    DAY = 86_400

    def initialize(address)
      host, port = address.split(":")
      # Neither proxies of the environment nor second tries: an event is asked for once.
      @http = Net::HTTP.new(host, port.to_i, nil)
      @http.read_timeout = nil
      @http.max_retries = 0
      @http.keep_alive_timeout = DAY
      @agent = "aws-lambda-ruby/#{RUBY_VERSION}"
    end

    def next_event
      told(Net::HTTP::Get.new("#{ROOT}invocation/next", "User-Agent" => @agent))
    end

    def respond(request, body, type)
      post("invocation/#{request}/response", body, "Content-Type" => type)
    end

    def fail(path, fault)
      headers = {
        "Content-Type" => "application/vnd.aws.lambda.error+json",
        "Lambda-Runtime-Function-Error-Type" => fault.header
      }
      post(path, JSON.generate(fault.document), headers)
    end

    private

    def post(path, body, headers)
      request = Net::HTTP::Post.new(ROOT + path, headers.merge("User-Agent" => @agent))
      request.body = body
      told(request)
    end

    def told(request)
      @http.start unless @http.started?
      answer = @http.request(request)
      return answer if answer.is_a?(Net::HTTPSuccess)

      raise IOError, "the Runtime API answered #{answer.code} to #{request.path}: #{answer.body}"
    end
  end

  # `file.method`, or `file.Module::Class.method`.
  class Handler
    def initialize(name)
      @file, *others = name.split(".")
      @method = others.pop
      @owner = others.pop
      return if @method && others.empty?

      raise ArgumentError,
            "Invalid handler #{name.split('.')}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD " \
            "where FILENAME corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional " \
            "module/class namespace and METHOD is a callable method. If using CLASS, METHOD must be a " \
            "class-level method."
    end

    def load
      require @file
    end

    # What the Runtime API is told: a body and its type.
    def call(event, context)
      owner = @owner ? Kernel.const_get(@owner) : TOPLEVEL_BINDING.receiver
      result = owner.__send__(@method, event: event, context: context)
      case result
      when StringIO, IO then [result.read, "application/unknown"]
      else [result.to_json, "application/json"]
      end
    end
  end

  class Loop
    def initialize(client)
      @client = client
    end

    def run(name)
      handler = prepare(name)
      handle(handler, @client.next_event) while true
    end

    private

    # The handler, or the end of this process.
    def prepare(name)
      handler = Handler.new(name)
      handler.load
      handler
    rescue Exception => e
      fault = Fault.new(e, "Init")
      log("Init error when loading handler #{name}", fault)
      @client.fail("init/error", fault)
      exit!(1)
    end

    def handle(handler, told)
      request = told["Lambda-Runtime-Aws-Request-Id"]
      HaneulBootstrap.request = request
      ENV["_X_AMZN_TRACE_ID"] = told["Lambda-Runtime-Trace-Id"]
      result = begin
        event = JSON.parse(told.body.dup.force_encoding("UTF-8"))
        handler.call(event, LambdaContext.new(told))
      rescue NameError => e
        return failed(request, "Critical exception from handler", e, ends: true)
      rescue StandardError => e
        return failed(request, "Error raised from handler method", e, ends: false)
      rescue Exception => e
        return failed(request, "Critical exception from handler", e, ends: true)
      end
      @client.respond(request, *result)
    end

    # What may be the program's own mistake ends its process.
    def failed(request, message, error, ends:)
      fault = Fault.new(error, "Function")
      log(message, fault)
      @client.fail("invocation/#{request}/error", fault)
      exit!(1) if ends
    end

    def log(message, fault)
      if Loggers::JSON_LOGS
        line = { timestamp: Time.now.getutc.strftime("%Y-%m-%dT%H:%M:%S.%6NZ"), level: "ERROR", message: message }
        line[:requestId] = HaneulBootstrap.request
        $stdout.write("#{JSON.generate(line.compact.update(fault.document))}\n")
      else
        $stdout.write(Text.event("#{message}\n#{JSON.pretty_generate(fault.document)}"))
      end
    end
  end
end

# What is written is out at once, since the process may be frozen right after the answer.
$stdout.sync = true
$stderr.sync = true
Kernel.prepend(HaneulBootstrap::Puts)
Object.prepend(HaneulBootstrap::Puts)
Logger.prepend(HaneulBootstrap::Loggers)
$LOAD_PATH.unshift(ENV.fetch("LAMBDA_TASK_ROOT"))
HaneulBootstrap::Loop.new(HaneulBootstrap::Client.new(ENV.fetch("AWS_LAMBDA_RUNTIME_API"))).run(ENV.fetch("_HANDLER"))
