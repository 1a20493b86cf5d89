`default_nettype none

// Loader: a packet of the configuration stream is the number of a memory, then all its values, word by word and
// lane by lane. What does not fit is not written and raises the error flag, which stays up until reset.
module dmp_spoken_digits_loader (
    input  wire               clk,
    input  wire               rst,
    input  wire               params_valid,
    output wire               params_ready,
    input  wire signed [31:0] params_value,
    input  wire               params_last,
    input  wire               active,
    output wire               load_valid,
    output wire [7:0]         load_memory,
    output wire [23:0]        load_address,
    output wire [7:0]         load_lane,
    output wire signed [31:0] load_value,
    output wire               loading,
    output wire               error
);
    localparam [1:0] PHASE_HEADER = 2'd0;
    localparam [1:0] PHASE_VALUES = 2'd1;
    localparam [1:0] PHASE_SKIP = 2'd2;

    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  [2:0] memory;
    reg  [2:0] memory_next;
    reg  failed;
    reg  failed_next;
    reg  [12:0] address;
    reg  [12:0] address_next;
    reg  [2:0] lane;
    reg  [2:0] lane_next;
    assign params_ready = (phase != PHASE_HEADER) | !active;
    wire [7:0] number = params_value[7:0];
    wire known = (params_value[31:8] == 24'd0) & (number < 8'd7);
    wire signed [15:0] in_range_value = params_value[15:0];
    wire in_range_value_2 = ({{16{in_range_value[15]}}, in_range_value} == params_value);
    wire in_range_condition = ({{8{in_range_value[7]}}, in_range_value[7:0]} == in_range_value)
        & in_range_value_2;

    reg  in_range;
    always @* begin : in_range_case
        case (memory)
            3'd0: in_range = in_range_condition;
            3'd1: in_range = in_range_value_2;
            3'd2: in_range = in_range_condition;
            3'd3: in_range = in_range_condition;
            3'd4: in_range = in_range_value_2;
            3'd5: in_range = in_range_condition;
            default: in_range = in_range_value_2;
        endcase
    end

    reg  [2:0] lane_last_selected;
    always @* begin : lane_last_selected_case
        case (memory)
            3'd0: lane_last_selected = 3'd7;
            3'd1: lane_last_selected = 3'd0;
            3'd2: lane_last_selected = 3'd7;
            3'd3: lane_last_selected = 3'd0;
            3'd4: lane_last_selected = 3'd1;
            3'd5: lane_last_selected = 3'd1;
            default: lane_last_selected = 3'd0;
        endcase
    end

    wire lane_last = (lane == lane_last_selected);

    reg  [12:0] complete_selected;
    always @* begin : complete_selected_case
        case (memory)
            3'd0: complete_selected = 13'd4287;
            3'd1: complete_selected = 13'd269;
            3'd2: complete_selected = 13'd191;
            3'd3: complete_selected = 13'd59;
            3'd4: complete_selected = 13'd127;
            3'd5: complete_selected = 13'd1279;
            default: complete_selected = 13'd19;
        endcase
    end

    wire complete = lane_last & (address == complete_selected);
    wire params_fire = params_valid & params_ready;

    always @* begin : memory_logic
        memory_next = memory;
        address_next = address;
        lane_next = lane;
        phase_next = phase;
        case (phase)
            PHASE_HEADER: begin
                if (params_fire) begin
                    memory_next = known ? number[2:0] : 3'd0;
                    address_next = 13'd0;
                    lane_next = 3'd0;
                    if (!params_last) begin
                        if (known) begin
                            phase_next = PHASE_VALUES;
                        end else begin
                            phase_next = PHASE_SKIP;
                        end
                    end
                end
            end
            PHASE_VALUES: begin
                if (params_fire) begin
                    if (params_last) begin
                        phase_next = PHASE_HEADER;
                    end else if (complete) begin
                        phase_next = PHASE_SKIP;
                    end
                    if (lane_last) begin
                        lane_next = 3'd0;
                        if (!complete) begin
                            address_next = address + 13'd1;
                        end
                    end else begin
                        lane_next = lane + 3'd1;
                    end
                end
            end
            PHASE_SKIP: begin
                if (params_fire & params_last) begin
                    phase_next = PHASE_HEADER;
                end
            end
            default: ;
        endcase
    end

    always @* begin : failed_logic
        failed_next = failed;
        if (params_fire & (((phase == PHASE_HEADER) & (!known | params_last))
            | ((phase == PHASE_VALUES) & (!in_range | (params_last != complete))))) begin
            failed_next = 1'b1;
        end
    end

    // The value on its way to its memory.
    reg  write_valid;
    reg  [2:0] write_memory;
    reg  [2:0] write_memory_next;
    reg  [12:0] write_address;
    reg  [12:0] write_address_next;
    reg  [2:0] write_lane;
    reg  [2:0] write_lane_next;
    reg  signed [31:0] write_value;
    reg  signed [31:0] write_value_next;
    wire write_valid_condition = params_fire & (phase == PHASE_VALUES) & in_range;

    always @* begin : write_memory_logic
        write_memory_next = write_memory;
        write_address_next = write_address;
        write_lane_next = write_lane;
        write_value_next = write_value;
        if (write_valid_condition) begin
            write_memory_next = memory;
            write_address_next = address;
            write_lane_next = lane;
            write_value_next = params_value;
        end
    end

    assign load_valid = write_valid;
    assign load_memory = {5'd0, write_memory};
    assign load_address = {11'd0, write_address};
    assign load_lane = {5'd0, write_lane};
    assign load_value = write_value;
    assign loading = (phase != PHASE_HEADER) | params_valid | write_valid;
    assign error = failed;

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_HEADER;
            memory <= 3'd0;
            failed <= 1'b0;
            address <= 13'd0;
            lane <= 3'd0;
            write_valid <= 1'b0;
        end else begin
            phase <= phase_next;
            memory <= memory_next;
            failed <= failed_next;
            address <= address_next;
            lane <= lane_next;
            write_valid <= write_valid_condition;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        write_memory <= write_memory_next;
        write_address <= write_address_next;
        write_lane <= write_lane_next;
        write_value <= write_value_next;
    end

`ifdef ASSERTIONS
    // (address + 1) lies within 0 to 4287
    always @(posedge clk) begin : address_fits
        if (!rst) assert (!((phase == PHASE_VALUES) & params_fire & lane_last & !complete)
            | ((address + 13'd1) <= 13'd4287));
    end
    // (lane + 1) lies within 0 to 7
    always @(posedge clk) begin : lane_fits
        if (!rst) assert (!((phase == PHASE_VALUES) & params_fire & !lane_last)
            | (({1'b0, lane} + 4'd1) <= 4'd7));
    end
`endif
endmodule

`default_nettype wire
